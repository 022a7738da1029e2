// The message catalogue: both languages whole, every key used, every use there.
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { fill, type Phrase } from '@/shared/messages/phrases';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

function sources(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return name === 'messages' ? [] : sources(path);
    return /\.(ts|vue|html)$/.test(name) ? [path] : [];
  });
}

/** The text of every rulebook of a folder. */
const sourcesOf = (folder: string): string =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.toml'))
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n');

const catalogueFolder = join(root, 'shared', 'messages');
const files = readdirSync(catalogueFolder).filter((name) => name.endsWith('.ts') && name !== 'phrases.ts');
const text = ['console', 'public', 'shared']
  .flatMap((side) => sources(join(root, side)))
  .concat(join(root, 'plain.mjs'))
  .map((path) => readFileSync(path, 'utf8'))
  .join('\n');
// wordOf('state', code) uses every key that begins with "state_".
const prefixes = [...text.matchAll(/\bwordOf\(\s*'([a-z_]+)'/g)].map((found) => `${found[1]}_`);
const placeholders = (wording: string) =>
  [...wording.matchAll(/\{\d\}/g)]
    .map(([one]) => one)
    .sort()
    .join();

describe.each(files)('%s', (file) => {
  const load = async () =>
    ((await import(join(catalogueFolder, file))) as { default: Record<string, Phrase> }).default;

  it('has both languages for every key', async () => {
    for (const [key, [zh, en]] of Object.entries(await load())) {
      expect(zh, key).toMatch(/\S/);
      expect(en, key).toMatch(/\S/);
      expect(placeholders(zh), key).toBe(placeholders(en));
    }
  });

  it('speaks Chinese in Chinese and English in English', async () => {
    for (const [key, [zh, en]] of Object.entries(await load())) {
      if (key === 'other_language') continue; // each names the other
      expect(en, key).not.toMatch(/\p{Script=Han}/u);
      if (/[a-z]{4}/.test(en)) expect(zh, key).toMatch(/\p{Script=Han}/u);
    }
  });

  it('has no key that nobody uses', async () => {
    const unused = Object.keys(await load()).filter(
      (key) =>
        !text.includes(`'${key}'`) &&
        !text.includes(`"${key}"`) &&
        !prefixes.some((prefix) => key.startsWith(prefix)),
    );
    expect(unused).toEqual([]);
  });
});

describe('the rulebooks', () => {
  const books = join(root, '..', '..', 'config', 'rulebooks');
  const text = sourcesOf(books);
  // A step's "pauses" names clocks, which are no codes of this kind.
  const codesIn = (list: RegExp) =>
    [...text.matchAll(list)].flatMap((found) =>
      [...found[1]!.matchAll(/"([a-z0-9_]+)"/g)].map((code) => code[1]!),
    );

  it('offer nothing without a name', async () => {
    const names = ((await import(join(catalogueFolder, 'codes.ts'))) as { default: Record<string, Phrase> }).default;
    const wanted = [
      ...codesIn(/kind = "choice".*choices = \[([^\]]*)\]/g).map((code) => `choice_${code}`),
      ...codesIn(/^pauses = \[([^\]]*)\]/gm).map((code) => `pause_${code}`),
    ];
    expect(wanted).toContain('pause_testing');
    expect(wanted).toContain('choice_recused');
    expect(wanted.filter((key) => !Object.hasOwn(names, key))).toEqual([]);
  });
});

describe('the pages', () => {
  it('have no wording outside of the catalogue', () => {
    // Comments may be in any language; strings and templates of .vue files must not hold Chinese.
    for (const path of ['console', 'public', 'shared'].flatMap((side) => sources(join(root, side)))) {
      if (!/\.(vue|ts)$/.test(path)) continue;
      const code = readFileSync(path, 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*|<!--[\s\S]*?-->/g, '');
      expect(code.match(/.*\p{Script=Han}.*/u)?.[0] ?? '', path).toBe('');
    }
  });
});

describe('a wording with values', () => {
  it('has them in its places', () => expect(fill('{1} of {0}', [7, 'two'])).toBe('two of 7'));
  it('counts one as one', () => expect(fill('{0} {0:case does|cases do} not', [1])).toBe('1 case does not'));
  it('counts none and many as many', () =>
    expect([fill('{0} {0:day|days}', [0]), fill('{0} {0:day|days}', ['12'])]).toEqual(['0 days', '12 days']));
});
