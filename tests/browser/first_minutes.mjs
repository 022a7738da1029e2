// The README's first five minutes by the pages, step by step as it numbers them; with a folder each leaves its picture.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Person, given, story } from './browse.mjs';

const { public: open, base, link, token, folder } = given();
const scale = { width: 1080, height: 720 };
const narrative = '机器人来电推销美容仪，付款1980元收货后与宣传不符，联系客服只有语音机器人应答，拒绝退款。';
let receipt, code, caseNo;

async function keep(page, name) {
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  await page.evaluate(() => scrollTo(0, 0));
  await page.screenshot({ path: join(folder, `${name}.png`) });
}

async function complain(page, words) {
  await page.goto(`${open}/index.html`);
  await page.waitForSelector('#f-narrative, .receipt');
  if (await page.locator('.receipt').count()) await page.click('.receipt .buttons button:last-child'); // this tab's last one
  await page.fill('#f-narrative', words);
  await page.fill('#f-calls-0-caller_number', '010-5555 0100');
  await page.fill('#f-calls-0-called_at', '2026-11-20');
  if (!receipt) await keep(page, '1-file');
  await page.click('form button.primary');
  await page.fill('#f-complainant-name', '王小明');
  await page.fill('#f-complainant-phone', '138 0013 8000');
  await page.fill('#f-respondent-name', '某某科技有限公司');
  await page.click('form button.primary');
  await page.waitForSelector('.review');
  await page.click('form button.primary');
  await page.waitForSelector('.receipt h2');
  return page.locator('dd.code').allTextContents();
}

/** The page again until it shows what should have come by then. */
async function until(page, look) {
  for (const end = Date.now() + 30_000; Date.now() < end; await page.waitForTimeout(200)) if (await look()) return;
  assert.fail('what should have come did not');
}

let officer, complainant;
await story({
  '1: a complaint, its receipt number and query code': async (browser) => {
    complainant = await Person.at(browser, open, scale);
    [receipt, code] = await complain(complainant.page, narrative);
    assert.match(receipt, /^R\d{6}-/);
  },
  '2: the officer signs in with the token, finds the case with its first date, and accepts it': async (browser) => {
    officer = await Person.at(browser, base, scale);
    const { page } = officer;
    await page.goto(`${base}/`);
    await page.waitForSelector('#account');
    await page.click('button:has-text("令牌")');
    await page.fill('#token', token);
    await page.keyboard.press('Enter');
    await page.waitForSelector('#main tbody [data-row]');
    caseNo = await page.locator('#main tbody [data-row]').first().getAttribute('data-row');
    assert.match(await page.locator('#main tbody tr').first().innerText(), /受理决定 \d{4}年\d{1,2}月\d{1,2}日/);
    await page.locator('#main tbody [data-row]').first().click();
    await page.waitForSelector('[data-action=accept]');
    await page.locator('.clock details summary').first().click();
    await page.waitForSelector('.arithmetic');
    await keep(page, '2-case');
    await page.click('[data-action=accept]');
    await page.click('#form-accept button.main');
    await page.waitForSelector('[data-action=mediate]');
  },
  '3: the status shows the new stage and the next deadline': async () => {
    const { page } = complainant;
    await until(page, async () => {
      await page.goto(`${open}/status.html`);
      await page.fill('#f-receipt_no', receipt);
      await page.fill('#f-query_code', code);
      await page.click('form button.primary');
      await page.waitForSelector('.stages');
      return /受理/.test(await page.locator('#stage').innerText());
    });
    assert.match(await page.locator('main').innerText(), /20\d\d年\d+月\d+日/);
    await keep(page, '3-status');
  },
  '4: the same matter in other words joins the case': async () => {
    const { page } = complainant;
    const [again] = await complain(page, `再次反映：上次投诉后没有答复。${narrative}`);
    assert.notEqual(again, receipt);
    await until(officer.page, async () => {
      const row = await officer.page.evaluate((no) => fetch(`/api/v1/cases?state=any&q=${no}`).then((said) => said.json()), again);
      return row.cases[0]?.case_no === caseNo;
    });
    await officer.open('/search');
    await officer.page.fill('#search-words', '美容仪 退款');
    await officer.page.keyboard.press('Enter');
    await officer.page.waitForSelector('#main mark');
    await keep(officer.page, '4-search');
    await complainant.done();
    await officer.done();
  },
  '5: the administrator opens an account for an auditor, who finds who looked': async (browser) => {
    const admin = await Person.at(browser, base, scale);
    const setPassword = async (page, at) => {
      await page.goto(at);
      await page.waitForSelector('input[type=password]');
      for (const field of await page.locator('input[type=password]').all()) await field.fill('correct horse battery');
      await page.keyboard.press('Enter');
      await page.waitForSelector('nav.side', { state: 'attached' });
    };
    await setPassword(admin.page, link);
    await admin.open('/people', '#new-account');
    await admin.page.fill('#new-account', 'zhao.shen');
    await admin.page.fill('#new-name', '赵审');
    await admin.page.locator('label.check', { hasText: '审计员' }).locator('input').check();
    await admin.page.locator('form button.main').click();
    await admin.page.waitForFunction(() => document.querySelector('.once code') || document.querySelector('.said.bad'));
    assert.equal(await admin.page.locator('.said.bad').count(), 0, await admin.page.locator('.said').innerText());
    const auditor = await Person.at(browser, base, scale);
    await setPassword(auditor.page, await admin.page.locator('.once code').innerText());
    await auditor.open(`/audit?subject=${caseNo}`, '#main tbody tr');
    const rows = await auditor.page.locator('#main tbody tr').allInnerTexts();
    assert.ok(rows.some((row) => row.includes('li.qiang') && row.includes(caseNo)), rows.join(' / '));
    await admin.done();
    await auditor.done();
  },
});
