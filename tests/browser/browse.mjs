// A person at the console: a real Chromium that opens the real pages, and what every story asks of them.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { existsSync } from 'node:fs';

const web = createRequire(new URL('../../services/web/package.json', import.meta.url));
const { chromium } = web('playwright-core');
const { AxeBuilder } = web('@axe-core/playwright');

export const chromiumPath = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find(existsSync);

export const launch = () => chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox', '--disable-gpu'] });

/** A browser of one person: in a language and a theme, with what it complained about. Every request goes to our host. */
export class Person {
  static async at(browser, base, { language = 'zh', theme = 'light', width = 1280, height = 900, ...more } = {}) {
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
  }

  async open(path, wait = '#main h1') {
    await this.page.goto(`${this.base}/#${path}`);
    await this.page.waitForSelector(wait);
    await this.settled();
  }

  /** Nothing is being read any more, and what is to be drawn is drawn. */
  async settled() {
    await this.page.waitForFunction(() => document.querySelector('#main h1') && !document.querySelector('#main [data-waiting]')
      && (!document.querySelector('#main [data-chart]') || document.querySelector('#main canvas')));
  }

  key(...keys) {
    return keys.reduce((before, one) => before.then(() => this.page.keyboard.press(one)), Promise.resolve());
  }

  /** What fades or slides in has done so: while it does, its colours are not those that people read. */
  async still() {
    await this.page.waitForFunction(() => document.getAnimations().every((one) => one.playState !== 'running'));
  }

  /** Nothing that axe calls serious or critical is on the page. */
  async looksGood(where) {
    await this.still();
    const { violations } = await new AxeBuilder({ page: this.page }).analyze();
    const bad = violations.filter((one) => ['serious', 'critical'].includes(one.impact))
      .map((one) => `${one.id}: ${one.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(' | ')}`);
    assert.deepEqual(bad, [], `axe on ${where}`);
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
