// Pictures of every page into a folder, in both languages and both themes at three widths, to be looked at.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Person, given, launch } from './browse.mjs';
import { first, pages, reader } from './pages.mjs';

const { base, password, folder, widths, languages, themes, only } = given();
mkdirSync(folder, { recursive: true });
const browser = await launch();
for (const width of widths) {
  for (const language of languages) {
    for (const theme of themes) {
      for (const [account, theirs] of Object.entries(pages)) {
        const wanted = Object.entries(theirs).filter(([name]) => !only.length || only.includes(name));
        if (!wanted.length) continue;
        const person = await Person.at(browser, base, { language, theme, width, height: 900 });
        await person.signIn(account, password);
        for (const [name, path] of wanted) {
          await person.open(await path(reader(person)));
          await first[name]?.(person.page);
          await person.page.screenshot({ path: join(folder, `${name}-${width}-${language}-${theme}.png`), fullPage: true });
        }
        await person.done();
      }
    }
  }
}
await browser.close();
