// Signing in with the organisation's own provider: from our page to the provider's, and back, signed in; and what somebody
// reads who has no account here.
import assert from 'node:assert/strict';
import { Person, given, story } from './browse.mjs';

const { base, issuer } = given();

/** A person at the provider, as its own pages ask: who they are, then whether they agree. */
async function goThere(browser, name) {
  const person = await Person.at(browser, base, { language: 'en', beside: issuer });
  const { page } = person;
  // The provider's pages want letters of the network's.
  await page.context().route((url) => ![base, issuer].includes(url.origin), (route) => route.abort());
  await page.goto(`${base}/`);
  await page.click('a.button:has-text("Sign in with your organisation")');
  await page.waitForURL((url) => url.href.startsWith(`${issuer}/interaction/`));
  await page.fill('[name=login]', name);
  await page.fill('[name=password]', 'x');
  await page.click('[type=submit]');
  await page.waitForSelector('form:not(:has([name=login])) [type=submit]');
  await page.click('[type=submit]');
  return person;
}

await story({
  'who has an account comes back signed in': async (browser) => {
    const person = await goThere(browser, 'wang.min');
    const { page } = person;
    await page.waitForSelector('nav.side', { state: 'attached' });
    await person.settled();
    assert.equal(new URL(page.url()).origin, base);
    assert.ok(!/code=|state=/.test(page.url()), `what the provider said stays in the address: ${page.url()}`);
    assert.match(await page.locator('.who').innerText(), /王敏|wang\.min/);
    await page.reload();
    await page.waitForSelector('nav.side', { state: 'attached' });
    await person.done();
  },
  'who has none reads why, and finds the way back': async (browser) => {
    const person = await goThere(browser, 'somebody.else');
    const { page } = person;
    await page.waitForURL((url) => url.origin === base);
    assert.match(await page.locator('body').innerText(), /You have no account here/);
    await page.click('a');
    await page.waitForSelector('#account');
    await person.done();
  },
});
