// The day of an auditor: somebody looked at a case and at clear data; who that was stands in the list.
import assert from 'node:assert/strict';
import { Person, given, story } from './browse.mjs';
import { reader } from './pages.mjs';

const { base, password } = given();

await story({
  'who looked at a case and revealed its data': async (browser) => {
    const officer = await Person.at(browser, base);
    await officer.signIn('wang.min', password);
    const of = (await reader(officer)('/api/v1/cases?state=any&officer=wang.min&limit=20')).cases[0].case_no;
    await officer.open(`/cases/${of}`, 'details.reveal');
    await officer.page.locator('details.reveal summary').first().click();
    await officer.page.locator('details.reveal input').first().fill('核对联系方式');
    await officer.page.locator('details.reveal button').first().click();
    await officer.page.waitForSelector('details.reveal dl');
    await officer.done();

    const auditor = await Person.at(browser, base);
    await auditor.signIn('the.auditor', password);
    await auditor.page.waitForSelector('#audit-subject'); // an auditor begins with the list
    await auditor.page.fill('#audit-subject', of);
    await auditor.key('Enter');
    await auditor.page.waitForURL(/subject=/);
    await auditor.page.waitForFunction((no) => [...document.querySelectorAll('#main tbody tr')].length > 0
      && [...document.querySelectorAll('#main tbody tr')].every((row) => row.textContent.includes(no)), of);
    const rows = await auditor.page.locator('#main tbody tr').allInnerTexts();
    assert.ok(rows.some((row) => row.includes('wang.min')), `nobody looked: ${rows.join(' / ')}`);
    await auditor.done();
  },
});
