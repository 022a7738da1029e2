// Pictures of every page into a folder, in both languages and both themes at three widths, to be looked at.
// A page that fails is kept too, as it stood, and said at the end.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Person, given, launch } from './browse.mjs';
import { first, pages, reader } from './pages.mjs';

const { base, password, folder, widths, languages, themes, only } = given();
mkdirSync(folder, { recursive: true });
const browser = await launch();
const wrong = [];
for (const width of widths) {
  for (const language of languages) {
    for (const theme of themes) {
      for (const [account, theirs] of Object.entries(pages)) {
        const wanted = Object.entries(theirs).filter(([name]) => !only.length || only.includes(name));
        if (!wanted.length) continue;
        const person = await Person.at(browser, base, { language, theme, width, height: 900 });
        await person.signIn(account, password);
        for (const [name, path] of wanted) {
          const file = `${name}-${width}-${language}-${theme}.png`;
          try {
            await person.open(await path(reader(person)));
            await first[name]?.(person.page);
          } catch (problem) {
            wrong.push(`${file}: ${problem.message}`);
          }
          await person.page.screenshot({ path: join(folder, file), fullPage: true });
        }
        await person.done();
      }
    }
  }
}
await browser.close();
assert.deepEqual(wrong, []);
