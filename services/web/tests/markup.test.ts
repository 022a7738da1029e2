// What people wrote never becomes markup: the pages set text alone, and charts draw their labels. Letters, which the
// service makes, are read in one file that lets through only what they are made of.
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const sources = ['console', 'public', 'shared'].flatMap((side) =>
  readdirSync(join(root, side), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(vue|ts|html|js)$/.test(name))
    .map((name) => join(root, side, name)),
);
const writesMarkup = /v-html|\b(inner|outer)HTML\b|insertAdjacentHTML|document\.write|srcdoc|DOMParser|createContextualFragment/;

it.each(sources.filter((path) => !path.endsWith('/letter_markup.ts')))('%s writes no markup', (path) => {
  expect(readFileSync(path, 'utf8')).not.toMatch(writesMarkup);
});

it('draws what a chart says when it is pointed at', () => {
  for (const path of sources) {
    const text = readFileSync(path, 'utf8');
    if (/\btooltip: \{/.test(text)) expect(text, path).toContain("renderMode: 'richText'");
  }
});
