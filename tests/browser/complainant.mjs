// A complainant at the public pages, by a real Chromium: `complainant.mjs BASE RECORDING [FOLDER]`; with FOLDER every page
// and step is also kept there as pictures, in both languages and themes at three widths.
import assert from 'node:assert/strict';
import { launch, seriousFaults } from './browse.mjs';

const [base, recording, pictures] = process.argv.slice(2);
const script = "<img src=x onerror=\"document.title='broken'\">";
const story = `机器人推销，付款后不退。我的手机 13800138000。${script}`;
const browser = await launch();

async function person({ language = 'zh', theme = 'light', width = 1280, ...more } = {}) {
  const context = await browser.newContext({ viewport: { width, height: 900 }, locale: language === 'zh' ? 'zh-CN' : 'en-GB',
    colorScheme: theme, acceptDownloads: true, ...more });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  page.wrong = [];
  page.on('console', (said) => { if (said.type() === 'error' && !/Failed to load resource/.test(said.text())) page.wrong.push(said.text()); });
  page.on('pageerror', (error) => page.wrong.push(String(error)));
  page.on('request', (request) => {
    if (!/^(blob|data):/.test(request.url()) && !request.url().startsWith(base)) page.wrong.push(`left the host: ${request.url()}`);
    if (page.secret && request.url().includes(page.secret)) page.wrong.push('the query code is in an address');
  });
  return page;
}

async function good(page, where) {
  assert.deepEqual(await seriousFaults(page), [], `axe on ${where}`);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(wide <= 0, `${where} is ${wide} px too wide`);
  assert.notEqual(await page.title(), 'broken', `a script ran on ${where}`);
  assert.deepEqual(page.wrong, [], where);
}

async function stepOne(page) {
  await page.goto(`${base}/index.html`);
  await page.fill('#f-narrative', story);
  await page.fill('#f-calls-0-caller_number', '010-55550000');
  await page.fill('#f-calls-0-called_at', '2026-11-20');
}
async function stepTwo(page) {
  await page.click('form button.primary');
  await page.fill('#f-complainant-name', script);
  await page.fill('#f-complainant-phone', '13900139000');
  await page.fill('#f-respondent-name', script);
}
const choose = (page, files) => page.setInputFiles('.file:not(.camera) input', files);
const uploaded = (page, count = 1) => page.waitForFunction((n) => document.querySelectorAll('.files .ok').length === n, count);

async function fileIt(page) {
  await page.click('form button.primary');
  await page.waitForSelector('.receipt h2');
  const [receipt, code] = await page.locator('dd.code').allTextContents();
  page.secret = code;
  return [receipt, code];
}

async function theWholeStory() {
  const page = await person();
  await page.goto(`${base}/index.html`);
  await page.click('form button.primary');
  assert.equal(await page.locator('#problems li').count(), 1, 'an empty form');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'problems', 'the focus is on what is wrong');
  await good(page, 'step 1 with an error');
  await stepOne(page);
  await page.waitForFunction(() => document.querySelector('.masked')?.innerText.includes('138****8000'));
  // The network goes before the recording has arrived; it is sent by itself when the network is back.
  await page.context().setOffline(true);
  await choose(page, recording);
  await page.waitForFunction(() => document.querySelector('.files [role=status]')?.textContent.includes('网络断开'));
  await page.context().setOffline(false);
  await uploaded(page);
  assert.match(await page.locator('.files').innerText(), /onerror/, "the file's name is not shown as it is");
  await good(page, 'step 1');
  // A reload loses nothing.
  await page.waitForFunction(() => localStorage.getItem('guiyi.draft')?.includes('sha256:'));
  await page.reload();
  assert.equal(await page.inputValue('#f-narrative'), story, 'the draft after a reload');
  await uploaded(page);
  await stepTwo(page);
  await good(page, 'step 2');
  await page.fill('#f-complainant-phone', 'none');
  await page.click('form button.primary');
  await page.waitForSelector('.review');
  await page.click('form button.primary');
  await page.waitForSelector('#f-complainant-phone-fault'); // the server's word, in the step it belongs to
  await page.fill('#f-complainant-phone', '13900139000');
  await page.click('form button.primary');
  await page.waitForSelector('#known');
  await good(page, 'step 3');
  const [receipt, code] = await fileIt(page);
  await good(page, 'the receipt');
  assert.equal(await page.evaluate(() => localStorage.getItem('guiyi.draft')), null, 'the draft is gone once it was sent');
  await page.click(`a[href="status.html#${receipt}"]`);
  assert.equal(await page.inputValue('#f-receipt_no'), receipt);
  await page.fill('#f-query_code', 'wrong');
  await page.click('form button.primary');
  await page.waitForSelector('#f-receipt_no-fault');
  await good(page, 'status with an error');
  await page.fill('#f-query_code', code);
  await page.click('form button.primary');
  await page.waitForSelector('.stages');
  await good(page, 'status');
  await page.click('[data-action=urge]');
  await page.fill('#f-text', '请快一点');
  await good(page, 'urge');
  await page.click('form.panel button.primary');
  await page.waitForSelector('[data-field=urges]');
  await page.click('[data-action=supplement]');
  await page.click('form.panel button.primary');
  await page.waitForSelector('#f-text-fault');
  await page.fill('#f-text', script);
  await choose(page, recording);
  await uploaded(page);
  await good(page, 'supplement');
  await page.click('form.panel button.primary');
  await page.waitForFunction(() => document.querySelector('.history').innerText.includes('您已补充材料'));
  await page.click('[data-action=withdraw]');
  await page.click('form.panel button.primary');
  await page.waitForFunction(() => document.querySelector('#stage').innerText.includes('撤回'));
  await good(page, 'withdrawn');
  await page.context().close();
}

async function whatIsSavedCanBeDeleted() {
  const page = await person({ language: 'en' });
  await stepOne(page);
  await page.click('.saved button');
  await page.reload();
  assert.equal(await page.inputValue('#f-narrative'), '');
  assert.equal(await page.evaluate(() => localStorage.getItem('guiyi.draft')), null);
  await page.context().close();
}

async function anEarlierCaseIsAddedTo() {
  const page = await person({ language: 'en' });
  await stepOne(page);
  await stepTwo(page);
  await page.click('form button.primary');
  await page.waitForSelector('#known');
  const [receipt, code] = await fileIt(page);
  await page.click('.receipt .buttons button:last-child');
  await stepOne(page);
  await stepTwo(page);
  await page.click('form button.primary');
  await page.click('#known button:first-child');
  await page.fill('#known-receipt', receipt);
  await page.fill('#known-code', code);
  await page.click('#known form button');
  await page.waitForSelector('#known h4');
  await good(page, 'an earlier case');
  await page.click('#known .primary');
  await page.waitForFunction((no) => document.querySelector('.facts')?.innerText.includes(no) && !document.querySelector('form'), receipt);
  await good(page, 'added');
  await page.context().close();
}

async function withoutScript() {
  const page = await person({ javaScriptEnabled: false });
  await page.goto(`${base}/index.html`);
  await page.waitForURL('**/plain/zh/complaint');
  await page.click('button.primary');
  assert.equal(await page.locator('.problems li').count(), 4, 'narrative, name, phone and respondent');
  await page.fill('[name=narrative]', story);
  await page.fill('[name="complainant/name"]', script);
  await page.fill('[name="complainant/phone"]', '13900139000');
  await page.fill('[name="calls/0/caller_number"]', '010-55550000');
  await page.setInputFiles('[name=files]', recording);
  await page.click('button.primary');
  const [receipt, code] = await page.locator('dd.code').allTextContents();
  await page.goto(`${base}/status.html`);
  await page.waitForURL('**/plain/zh/status');
  await page.fill('[name=receipt_no]', receipt);
  await page.fill('[name=query_code]', code);
  page.secret = code;
  await page.click('button.primary');
  await page.click('summary >> nth=0');
  await page.fill('#t-urge', '请快一点');
  await page.click('form[action$="/urge"] button');
  assert.match(await page.locator('main').innerText(), /您已催办/);
  assert.ok(!page.url().includes(code));
  assert.deepEqual(page.wrong, []);
  await page.context().close();
  // The same pages with script on, since axe needs it.
  const looked = await person({ width: 360 });
  for (const at of ['/plain/zh/complaint', '/plain/en/complaint', '/plain/zh/status', '/plain/en/status']) {
    await looked.goto(base + at);
    await good(looked, at);
    if (at.endsWith('complaint')) {
      await looked.click('button.primary');
      await good(looked, `${at} with errors`);
    }
  }
  await looked.context().close();
}

async function everyPageAtEveryWidth() {
  for (const [language, theme] of [['zh', 'light'], ['en', 'dark'], ['zh', 'dark'], ['en', 'light']])
    for (const width of [360, 1280, 1920]) {
      const page = await person({ language, theme, width });
      const keep = async (name) => {
        await good(page, `${name} ${language} ${theme} ${width}`);
        if (pictures) await page.screenshot({ path: `${pictures}/${name}-${width}-${language}-${theme}.png`, fullPage: true });
      };
      await stepOne(page);
      await page.waitForSelector('.masked[open]');
      await choose(page, recording);
      await uploaded(page);
      await keep('1');
      await stepTwo(page);
      await keep('2');
      await page.click('form button.primary');
      await page.waitForSelector('#known');
      await keep('3');
      const [, code] = await fileIt(page);
      await keep('receipt');
      await page.goto(`${base}/status.html`);
      await keep('query');
      assert.equal(await page.inputValue('#f-query_code'), code, 'this tab remembers its receipt');
      await page.click('form button.primary');
      await page.waitForSelector('.stages');
      await keep('status');
      await page.click('[data-action=supplement]');
      await keep('supplement');
      if (pictures) {
        await page.goto(`${base}/plain/${language}/complaint`);
        await page.click('button.primary');
        await keep('plain');
      }
      await page.context().close();
    }
}

const all = [theWholeStory, whatIsSavedCanBeDeleted, anEarlierCaseIsAddedTo, withoutScript, everyPageAtEveryWidth];
for (const one of all.filter((each) => each.name.includes(process.env.GUIYI_STEP ?? ''))) {
  const began = Date.now();
  await one();
  console.log(`  ${one.name}: ${Date.now() - began} ms`);
}
await browser.close();
