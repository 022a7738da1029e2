// Every page with axe in both themes, what a stored script becomes, how much the first load weighs, and what may be loaded.
import assert from 'node:assert/strict';
import { Person, given, story } from './browse.mjs';
import { first, pages, reader } from './pages.mjs';

const { base, password } = given();

/** In the page: what reaches over its right edge, where the page can be scrolled sideways. */
function tooWide() {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  const out = [...document.querySelectorAll('#main *')].filter((one) => one.getBoundingClientRect().right > width + 0.5 && !one.closest('.scroll, .waterfall'));
  const said = out.slice(0, 5).map((one) => `${one.tagName}.${one.className} ${Math.round(one.getBoundingClientRect().right)}: ${one.textContent.slice(0, 40)}`);
  return said.length ? said : [`${document.documentElement.scrollWidth - width} px, by nothing of these`];
}

/** Looks at all pages of everybody and says all that is wrong at once. */
async function look(browser, how) {
  const wrong = [];
  for (const [account, theirs] of Object.entries(pages)) {
    const person = await Person.at(browser, base, how);
    await person.signIn(account, password);
    for (const [name, path] of Object.entries(theirs)) {
      try {
        await person.open(await path(reader(person)));
        await first[name]?.(person.page);
        assert.equal(await person.page.locator('#main .notice.bad').count(), 0, `${name} says that something failed`);
        assert.doesNotMatch(await person.page.title(), /broken/, `a stored script ran on ${name}`);
        await person.looksGood(name);
      } catch (problem) {
        wrong.push(problem.message);
      }
    }
    await person.done();
  }
  assert.deepEqual(wrong, []);
}

await story({
  'every page in light Chinese': (browser) => look(browser, { language: 'zh', theme: 'light' }),
  'every page in dark English': (browser) => look(browser, { language: 'en', theme: 'dark' }),
  'no page is wider than a phone': async (browser) => {
    for (const [account, theirs] of Object.entries(pages)) {
      const person = await Person.at(browser, base, { width: 360, height: 780 });
      await person.signIn(account, password);
      for (const [name, path] of Object.entries(theirs)) {
        await person.open(await path(reader(person)));
        await first[name]?.(person.page);
        const wide = await person.page.evaluate(tooWide);
        assert.deepEqual(wide, [], `${name} is too wide at 360 px`);
      }
      await person.done();
    }
  },
  'the sign-in page and the dialogs': async (browser) => {
    const person = await Person.at(browser, base);
    await person.page.goto(`${base}/`);
    await person.page.waitForSelector('#account');
    await person.looksGood('sign-in');
    await person.signIn('wang.min', password);
    await person.open('/cases');
    for (const [key, dialog] of [['Control+k', '.palette'], ['?', '.keys']]) {
      await person.key(key);
      await person.page.waitForSelector(dialog);
      await person.looksGood(dialog);
      await person.key('Escape');
      await person.page.waitForSelector(dialog, { state: 'detached' });
    }
    await person.done();
  },
  'the first load is below 500 kB of script, and nothing but our own files may be loaded': async (browser) => {
    const person = await Person.at(browser, base);
    const loaded = [];
    person.page.on('response', (answer) => { if (/\.js$/.test(new URL(answer.url()).pathname)) loaded.push(answer); });
    await person.signIn('wang.min', password);
    await person.open('/cases', '#main table');
    const sizes = await Promise.all(loaded.map(async (answer) => (await answer.request().sizes()).responseBodySize));
    const total = sizes.reduce((sum, one) => sum + one, 0);
    assert.ok(total > 20_000 && total < 500_000, `${total} bytes of script`);
    assert.ok(!loaded.some((answer) => /chart/i.test(answer.url())), 'charts are loaded where none is shown');
    const page = await (await fetch(`${base}/`)).headers;
    assert.match(page.get('content-security-policy') ?? '', /default-src 'self'/);
    assert.doesNotMatch(page.get('content-security-policy'), /unsafe/);
    assert.match((await loaded[0].allHeaders())['cache-control'] ?? '', /immutable/);
    console.log(`     ${Math.round(total / 1000)} kB of script in ${loaded.length} files`);
    await person.done();
  },
});
