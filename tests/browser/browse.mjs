// A person at the console: a real Chromium that opens the real pages, and what every story asks of them.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { existsSync } from 'node:fs';

const web = createRequire(new URL('../../services/web/package.json', import.meta.url));
const { chromium } = web('playwright-core');
const { AxeBuilder } = web('@axe-core/playwright');

export const chromiumPath = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find(existsSync);

export const launch = () => chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox', '--disable-gpu'] });

/** What axe calls serious or critical. What fades or slides in is there at once: half faded it has colours that nobody
 *  reads. All in the page itself: axe's other way opens a second page, behind which the first one may stand still. */
export async function seriousFaults(page) {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] }).analyze();
  return violations.filter((one) => ['serious', 'critical'].includes(one.impact))
    .map((one) => `${one.id}: ${one.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(' | ')}`);
}

/** A browser of one person: in a language and a theme, with what it complained about. Every request goes to our host, but
 *  for those of `beside`, another one that has to do with the story. */
export class Person {
  static async at(browser, base, { language = 'zh', theme = 'light', width = 1280, height = 900, beside = '', ...more } = {}) {
    const context = await browser.newContext({ viewport: { width, height }, locale: language === 'zh' ? 'zh-CN' : 'en-GB',
                                               colorScheme: theme, acceptDownloads: true, ...more });
    await context.addInitScript(([speaks, looks]) => {
      localStorage.setItem('guiyi.language', speaks);
      localStorage.setItem('guiyi.theme', looks);
    }, [language, theme]);
    const person = new Person();
    person.base = base;
    person.context = context;
    person.page = await context.newPage();
    person.page.setDefaultTimeout(30_000);
    person.complaints = [];
    person.page.on('console', (said) => {
      // A refusal that the page handles is still written into the console by the browser.
      if (said.type() === 'error' && !/Failed to load resource/.test(said.text())) person.complaints.push(said.text());
    });
    person.page.on('pageerror', (error) => person.complaints.push(String(error)));
    person.page.on('request', (request) => {
      if (beside && [request.url(), request.frame().url()].some((url) => url.startsWith(beside))) return;
      if (!/^(blob:|data:)/.test(request.url()) && new URL(request.url()).host !== new URL(base).host)
        person.complaints.push(`a request left the host: ${request.url()}`);
    });
    return person;
  }

  async signIn(account, password) {
    await this.page.goto(`${this.base}/`);
    await this.page.fill('#account', account);
    await this.page.fill('#password', password);
    await this.page.keyboard.press('Enter');
    await this.page.waitForSelector('nav.side', { state: 'attached' });
    await this.settled(); // where they begin is shown: a page opened before would be left again
  }

  async open(path, wait = '#main h1') {
    await this.page.goto(`${this.base}/#${path}`);
    await this.page.waitForSelector(wait);
    await this.settled();
  }

  /** The page of the address is shown, no longer the one before; nothing is being read; what is to be drawn is drawn. */
  async settled() {
    await this.page.waitForFunction(() => {
      const main = document.querySelector('#main');
      return main?.dataset.at === location.hash.slice(1) && !main.dataset.reading && main.querySelector('h1')
        && !main.querySelector('[data-waiting]') && (!main.querySelector('[data-chart]') || main.querySelector('canvas'));
    });
  }

  key(...keys) {
    return keys.reduce((before, one) => before.then(() => this.page.keyboard.press(one)), Promise.resolve());
  }

  /** Nothing that axe calls serious or critical is on the page. */
  async looksGood(where) {
    assert.deepEqual(await seriousFaults(this.page), [], `axe on ${where}`);
  }

  async done() {
    await this.context.close();
    assert.deepEqual(this.complaints, [], 'what the browser complained about');
  }
}

/** What the scenario hands over: {base, password, ...}. */
export const given = () => JSON.parse(process.env.GUIYI_STORY ?? '{}');

/** Tells the steps in order; each says what holds. GUIYI_STEP: only those whose name has these words. */
export async function story(steps) {
  const browser = await launch();
  try {
    const wanted = Object.entries(steps).filter(([name]) => name.includes(process.env.GUIYI_STEP ?? ''));
    for (const [name, step] of wanted) {
      const begun = Date.now();
      await step(browser);
      console.log(`  ok ${name} (${((Date.now() - begun) / 1000).toFixed(1)} s)`);
    }
  } finally {
    await browser.close();
  }
}
