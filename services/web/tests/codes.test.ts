// Codes that come from the configuration and are shown in words: each has its wording.
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { codeOf } from '@/console/lib/route_code';
import codes from '@/shared/messages/codes';
import consoleWords from '@/shared/messages/console';

const config = fileURLToPath(new URL('../../../config/', import.meta.url));
const worded = new Set([...Object.keys(codes), ...Object.keys(consoleWords)]);
const without = (prefix: string, all: Iterable<string>) => [...new Set(all)].filter((one) => !worded.has(`${prefix}_${one}`));

it('says in words what the auditor reads of every look', () => {
  const rules = readFileSync(`${config}roles.toml`, 'utf8').split('[[route]]');
  const looks = rules.filter((one) => /^look = /m.test(one)).flatMap((one) => one.match(/"(GET|POST) [^"]+"/g) ?? []);
  expect(looks.length).toBeGreaterThan(15);
  expect(without('looked', looks.map((one) => codeOf(one.slice(1, -1))))).toEqual([]);
});

it('names every notice that has a template', () => {
  const notices = readdirSync(`${config}templates/zh`).map((name) => name.split('.')[0] ?? '');
  expect(notices.length).toBeGreaterThan(20);
  expect(without('notice', notices)).toEqual([]);
});

it('has a short name for every clock of every rulebook', () => {
  const folders = [`${config}rulebooks/`, `${config}rulebooks/abroad/`];
  const books = folders.flatMap((one) => readdirSync(one).filter((name) => name.endsWith('.toml')).map((name) => one + name));
  const clocks = books.flatMap((one) =>
    [...readFileSync(one, 'utf8').matchAll(/^\[\[clock\]\]\nid = "(\w+)"/gm)].map((found) => found[1]!),
  );
  expect(clocks).toContain('K5r');
  expect(clocks).toContain('M0');
  expect(without('clock_name', clocks)).toEqual([]);
});
