// The day of a desk officer: triages twenty from the queue, decides what waits for review, and takes one verdict back.
import assert from 'node:assert/strict';
import { Person, given, story } from './browse.mjs';
import { reader } from './pages.mjs';

const { base, password } = given();
const registered = (person) => reader(person)('/api/v1/cases?state=registered&officer=wang.min&limit=100');

await story({
  'twenty are accepted from the queue, and can be taken back while they wait': async (browser) => {
    const person = await Person.at(browser, base);
    const { page } = person;
    await person.signIn('wang.min', password);
    await person.open('/cases?state=registered&limit=20', '#main tbody tr');
    const before = (await reader(person)('/api/v1/cases?state=accepted&limit=100')).cases.length;
    await page.locator('thead input[type=checkbox]').check();
    await person.key('b');
    await page.selectOption('#bulk-action', 'accept');
    await page.locator('.el-dialog button.main').click();
    await page.waitForSelector('.said button kbd');
    await page.locator('#main h1').click();
    await person.key('u');
    await page.waitForFunction(() => !document.querySelector('.said button kbd'));
    assert.equal((await reader(person)('/api/v1/cases?state=accepted&limit=100')).cases.length, before, 'accepted although taken back');

    await page.locator('thead input[type=checkbox]').check();
    await page.locator('.bulk button.main').click();
    await page.selectOption('#bulk-action', 'accept');
    const able = await page.locator('.el-dialog button.main').innerText();
    await page.locator('.el-dialog button.main').click();
    await page.waitForSelector('.said button kbd');
    await person.open('/inbox'); // going on does it at once
    await page.waitForFunction((was) => fetch('/api/v1/cases?state=accepted&limit=100').then((said) => said.json())
      .then((of) => of.cases.length >= was + 20), before);
    assert.match(able, /20/, `the button says ${able}`);
    await person.done();
  },
  'a case that changes while it is seen does not move the rows': async (browser) => {
    const person = await Person.at(browser, base);
    const { page } = person;
    await person.signIn('wang.min', password);
    await person.open('/cases?state=any&limit=50', '#main tbody tr');
    const rows = () => page.locator('#main [data-row]').evaluateAll((all) => all.map((one) => one.dataset.row));
    const before = await rows();
    const of = (await reader(person)('/api/v1/cases?state=registered&limit=20')).cases.find((one) => before.includes(one.case_no));
    const other = await Person.at(browser, base);
    await other.signIn('li.qiang', password);
    await other.open(`/cases/${of.case_no}`, '[data-action=note]');
    await other.page.click('[data-action=note]');
    await other.page.fill('#note-text', '已电话联系');
    await other.page.click('#form-note button.main');
    await page.waitForSelector('tr.changed');
    assert.deepEqual(await rows(), before, 'rows moved');
    await other.done();
    await person.done();
  },
  'reviews are decided by keys, and one is taken back': async (browser) => {
    const person = await Person.at(browser, base);
    const { page } = person;
    await person.signIn('wang.min', password);
    await person.open('/review', '#main [data-row]');
    const waiting = async () => (await reader(person)('/api/v1/reviews?limit=200')).items.map((one) => one.receipt_no);
    const before = await waiting();
    assert.ok(before.length >= 2, `only ${before.length} wait for review`);
    await person.key('j', 'Enter');
    await page.waitForSelector('.reasons');
    await person.settled();
    assert.ok(await page.locator('.pair tbody').count() > 3, 'the two are not side by side');
    assert.ok(await page.locator('.pair mark').count() > 0, 'nothing that both say is marked');
    const first = page.url();
    await person.key('s');
    await page.waitForSelector('.said.bad'); // a verdict needs its reason
    await page.locator('#main h1').click();
    await person.key('4', 'd');
    await page.waitForFunction((was) => location.href !== was, first);
    await page.waitForFunction((count) => fetch('/api/v1/reviews?limit=200').then((said) => said.json()).then((of) => of.items.length === count - 1), before.length);
    await page.waitForSelector('#main h1');
    await person.key('z');
    await page.waitForFunction((was) => location.href === was, first);
    await page.waitForFunction((count) => fetch('/api/v1/reviews?limit=200').then((said) => said.json()).then((of) => of.items.length === count), before.length);
    assert.deepEqual((await waiting()).sort(), before.sort());
    await person.done();
  },
  'the focus is never nowhere, and what comes meanwhile moves nothing': async (browser) => {
    const person = await Person.at(browser, base);
    const { page } = person;
    const at = () => page.evaluate(() => document.activeElement?.tagName);
    /** By keys alone: onto the button, then pressed; it goes from the page when it has done its work. */
    const press = async (button) => {
      const gone = await button.elementHandle();
      await button.focus();
      await person.key('Enter');
      await page.waitForFunction((one) => !one.isConnected && document.activeElement !== document.body, gone);
    };
    await person.signIn('wang.min', password);
    await person.open('/inbox', '#main li.item button');
    const unread = await page.locator('li.unread').count();
    const order = () => page.locator('li.item .text').allInnerTexts();
    const before = await order();
    await press(page.locator('li.unread button').first());
    assert.equal(await at(), 'A', 'the case of the message that was read');
    assert.equal(await page.locator('li.unread').count(), unread - 1);
    assert.deepEqual(await order(), before, 'a message that was read moved');
    await person.open('/cases?desk=samr-enforcement');
    await press(page.locator('.views button').first());
    await page.fill('#view-name', '稽查二');
    await person.key('Enter');
    await page.waitForFunction(() => !document.querySelector('#view-name') && document.activeElement !== document.body);
    await press(page.locator('.views button:not(form button)').last());
    await person.done();
  },
  'back from the first link of all leads to the queue': async (browser) => {
    const person = await Person.at(browser, base);
    const { page } = person;
    await person.signIn('wang.min', password);
    await page.locator('#main tbody [data-row]').first().click();
    await page.waitForURL(/#\/cases\/./);
    await page.goBack();
    await page.waitForSelector('#main tbody [data-row]');
    assert.match(page.url(), /#\/cases$/);
    await person.done();
  },
  'filters and the own view stay in the address and on the device': async (browser) => {
    const person = await Person.at(browser, base);
    const { page } = person;
    await person.signIn('wang.min', password);
    await person.open('/cases', '#main tbody tr');
    await page.selectOption('#filter-desk', 'samr-enforcement');
    await page.waitForURL(/desk=samr-enforcement/);
    await page.locator('.views button').first().click();
    await page.fill('#view-name', '稽查');
    await person.key('Enter');
    await page.reload();
    await page.waitForSelector('.views a:has-text("稽查")[aria-current]');
    assert.equal(await page.inputValue('#filter-desk'), 'samr-enforcement');
    await page.goBack();
    await page.waitForURL((url) => !url.href.includes('desk='));
    await page.waitForFunction(() => document.querySelector('#filter-desk')?.value === '');
    await person.done();
  },
});
