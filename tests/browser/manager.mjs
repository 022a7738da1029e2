// The day of a manager: finds the slowest desk, looks at its cases, and takes the figures along.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { Person, given, story } from './browse.mjs';

const { base, password } = given();

await story({
  'the desk with most open cases, its cases, and both files': async (browser) => {
    const person = await Person.at(browser, base, { language: 'en' });
    const { page } = person;
    await person.signIn('the.manager', password);
    await page.waitForSelector('#main [data-row]'); // a manager begins with the reports
    await page.click('[data-row=workload]');
    await page.waitForSelector('#main table');
    await page.selectOption('#r-by', 'desk');
    await page.waitForURL(/by=desk/);
    await page.waitForSelector('.chart canvas');
    assert.ok(await page.locator('#main table tbody tr').count() >= 3, 'fewer than two desks and their total');
    const [csv] = await Promise.all([page.waitForEvent('download'), page.locator('a[href*="format=csv"]').click()]);
    const text = await readFile(await csv.path(), 'utf8');
    assert.match(text, /12315/, 'the file lacks the desk');
    const [xlsx] = await Promise.all([page.waitForEvent('download'), person.key('e')]);
    assert.equal((await readFile(await xlsx.path())).subarray(0, 2).toString(), 'PK', 'no workbook');
    await page.locator('#main table tbody tr td a').first().click();
    await page.waitForURL(/\/cases\?/);
    await page.waitForSelector('#main [data-row]');
    await person.done();
  },
});
