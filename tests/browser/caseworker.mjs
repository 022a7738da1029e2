// The day of a caseworker who has no mouse: signs in, finds a case, takes it to agreement; by keys alone.
import assert from 'node:assert/strict';
import { Person, given, story } from './browse.mjs';
import { reader } from './pages.mjs';

const { base, password, recorded } = given();

/** What has the focus: never nothing, else whoever has no mouse is lost. */
const focused = (page) => page.evaluate(() => {
  const at = document.activeElement;
  return { lost: at === null || at === document.body, action: at?.dataset?.action ?? '', row: at?.dataset?.row ?? '', tag: at?.tagName ?? '',
           type: at?.type ?? '', evidence: Boolean(at?.closest('.evidence')), main: at?.classList.contains('main') ?? false, text: at?.textContent?.trim() ?? '' };
});

/** In the page: how tall a waveform stands in each column of its canvas. */
function heightsOf(canvas) {
  const { width, height } = canvas;
  const drawn = canvas.getContext('2d').getImageData(0, 0, width, height).data;
  return Array.from({ length: width }, (_, x) => Array.from({ length: height }, (__, y) => drawn[4 * (y * width + x) + 3]).filter((alpha) => alpha > 0).length);
}

/** Presses Tab until the focus is where it should be. */
async function tabTo(person, what, is, most = 120) {
  for (let i = 0; i < most; i += 1) {
    const at = await focused(person.page);
    if (is(at)) return at;
    await person.key('Tab');
  }
  throw new Error(`no Tab leads to ${what}`);
}

/** Opens an action, fills what it asks for in order, and sends it. */
async function act(person, action, ...typed) {
  const { page } = person;
  const before = await page.locator('.said p').innerText();
  await person.key('a');
  await tabTo(person, action, (at) => at.action === action);
  await person.key('Enter');
  await page.waitForSelector(`#form-${action}`);
  for (const text of typed) {
    await tabTo(person, `a field of ${action}`, (at) => ['INPUT', 'TEXTAREA', 'SELECT'].includes(at.tag), 6);
    if (text === true) await person.key('Space');
    else await page.keyboard.type(text);
    await person.key('Tab');
  }
  await tabTo(person, `the button of ${action}`, (at) => at.main, 8);
  await person.key('Enter');
  await page.waitForSelector(`#form-${action}`, { state: 'detached' });
  await page.waitForFunction((was) => document.querySelector('.said p').textContent !== was, before);
  await page.waitForFunction(() => document.activeElement !== document.body);
  assert.ok(!(await focused(page)).lost, `the focus is lost after ${action}`);
}

await story({
  'from the queue to an agreement': async (browser) => {
    const person = await Person.at(browser, base, { language: 'en' });
    const { page } = person;
    await page.goto(`${base}/`);
    await page.waitForFunction(() => document.activeElement?.id === 'account');
    await page.keyboard.type('li.qiang');
    await person.key('Tab');
    await page.keyboard.type(password);
    await person.key('Enter');
    await page.waitForSelector('#main tbody tr');
    assert.ok(!(await focused(page)).lost, 'the focus is lost after signing in');

    const read = reader(person);
    const mine = (await read('/api/v1/cases?officer=li.qiang&state=registered&limit=20')).cases.find((one) => one.track === 'C').case_no;
    await person.key('/');
    await page.keyboard.type(mine);
    await person.key('Enter');
    await page.waitForURL(/q=C/);
    await page.waitForFunction((no) => document.querySelectorAll('#main [data-row]').length === 1 && document.querySelector(`[data-row="${no}"]`), mine);
    await page.waitForFunction((no) => document.activeElement?.dataset.row === no, mine); // Enter goes on to what was found
    await person.key('k', 'j');
    assert.equal((await focused(page)).row, mine);
    await person.key('Enter');
    await page.waitForSelector('#actions [data-action=accept]');

    await act(person, 'accept', 'Materials are complete.');
    await page.waitForSelector('#actions [data-action=mediate]');
    await act(person, 'contact', '', 'Called the firm, asked for their answer.');
    await act(person, 'mediate', true);
    await act(person, 'agree');
    const of = await read(`/api/v1/cases/${mine}`);
    assert.equal(of.procedure?.state_en !== undefined && of.outcome, 'agreed', `outcome ${of.outcome}, state ${of.state}`);

    await person.key('q');
    await page.waitForSelector('#main table, #main .empty');
    await page.waitForFunction(() => document.activeElement?.tagName === 'H1'); // what is closed is not in the list any more
    await person.key('j', 'Enter');
    await page.waitForSelector('#actions');
    const another = new URL(page.url()).hash.split('/').at(-1);
    await person.key('q');
    await page.waitForFunction((no) => document.activeElement?.dataset.row === no, another); // back where it was
    await person.done();
  },
  'a recording of some minutes is listened to from any place, and seen': async (browser) => {
    const person = await Person.at(browser, base);
    const { page } = person;
    await person.signIn('li.qiang', password);
    const of = (await reader(person)(`/api/v1/cases?state=any&q=${recorded}`)).cases[0].case_no;
    const parts = [];
    page.on('response', (answer) => { if (answer.status() === 206) parts.push(answer.headers()['content-range']); });
    await person.open(`/cases/${of}`, '.evidence button');
    await tabTo(person, 'the recording', (at) => at.tag === 'BUTTON' && at.evidence);
    await person.key('Enter');
    await page.waitForFunction(() => document.querySelector('.evidence audio')?.readyState >= 3);
    const drawn = page.locator('.evidence canvas');
    await page.waitForFunction(() => document.querySelector('.evidence canvas').getContext('2d').getImageData(0, 0, 600, 64).data.some(Boolean));
    const heights = await drawn.evaluate(heightsOf);
    const tallest = (from, to) => Math.max(...heights.slice(heights.length * from, heights.length * to));
    assert.ok(tallest(0, 0.19) <= 2, `silence is drawn ${tallest(0, 0.19)} px tall`);
    assert.ok(tallest(0.21, 1) > 16, `a voice is drawn ${tallest(0.21, 1)} px tall`);
    await tabTo(person, 'the player', (at) => at.tag === 'AUDIO');
    await person.key('Space');
    await page.waitForFunction(() => document.querySelector('.evidence audio').currentTime > 1);
    await page.locator('.evidence audio').evaluate((audio) => { audio.currentTime = 250; });
    await page.waitForFunction(() => document.querySelector('.evidence audio').currentTime > 251);
    assert.ok(parts.some((part) => /^bytes 0-0\//.test(part)), 'the whole was fetched to learn what it is');
    const heard = await page.locator('.evidence audio').evaluate((audio) => ({ whole: audio.duration, reach: audio.seekable.end(0), wrong: audio.error?.message ?? '' }));
    assert.deepEqual(heard, { whole: 300, reach: 300, wrong: '' });
    await person.looksGood('a recording');
    await person.done();
  },
  'a letter is seen on the page before it gets its number, and is black on white also at night': async (browser) => {
    const person = await Person.at(browser, base, { theme: 'dark' });
    const { page } = person;
    await person.signIn('li.qiang', password);
    const of = (await reader(person)('/api/v1/cases?officer=li.qiang&limit=20')).cases[0].case_no;
    await person.open(`/cases/${of}`, 'details:has(#issue-1-to) > summary');
    const letter = page.locator('details', { has: page.locator('#issue-1-to') });
    await letter.locator('summary').click();
    await letter.locator('button').first().click();
    await letter.locator('.paper').waitFor();
    const seen = await letter.locator('.paper').evaluate((paper) => {
      const body = paper.shadowRoot.querySelector('body');
      return { text: body.textContent, draft: Boolean(body.querySelector('.draft')), ink: getComputedStyle(body).color, paper: getComputedStyle(paper).backgroundColor };
    });
    assert.match(seen.text, /投诉登记表/);
    assert.deepEqual([seen.draft, seen.ink, seen.paper], [true, 'rgb(0, 0, 0)', 'rgb(255, 255, 255)']);
    assert.equal((await reader(person)(`/api/v1/cases/${of}/letters`)).letters.length, 0, 'a preview issued a letter');
    await person.looksGood('a letter before it is issued');
    await person.done();
  },
  'what is typed is there again after another page, and after it was given up by mistake': async (browser) => {
    const person = await Person.at(browser, base);
    const { page } = person;
    await person.signIn('li.qiang', password);
    const [first, second] = (await reader(person)('/api/v1/cases?officer=li.qiang&limit=20')).cases.map((one) => one.case_no);
    await person.open(`/cases/${first}`, '[data-action=note]');
    await person.key('n');
    await page.waitForFunction(() => document.activeElement?.id === 'note-text');
    await page.keyboard.type('已电话联系，对方约定周五答复');
    await person.key('Escape');
    assert.equal((await focused(page)).action, 'note', 'Escape leads out of a form');
    await person.open(`/cases/${second}`, '[data-action=note]');
    assert.equal(await page.locator('[data-action=note] .chip').count(), 0, 'a draft is with its own case');
    await person.open(`/cases/${first}`, '[data-action=note] .chip');
    await person.key('n');
    assert.equal(await page.inputValue('#note-text'), '已电话联系，对方约定周五答复');
    await page.click('#form-note button:not(.main)');
    await page.waitForSelector('[data-action=note] .chip', { state: 'detached' });
    await person.key('u');
    await page.waitForSelector('[data-action=note] .chip');
    assert.ok(!(await focused(page)).lost, 'the focus is lost when something is taken back');
    await person.key('n');
    assert.equal(await page.inputValue('#note-text'), '已电话联系，对方约定周五答复');
    await page.fill('#note-text', '');
    await person.done();
  },
  'two who act at once: the second sees what the first did, and loses nothing': async (browser) => {
    const [one, other] = [await Person.at(browser, base, { language: 'en' }), await Person.at(browser, base, { language: 'en' })];
    await one.signIn('li.qiang', password);
    await other.signIn('wang.min', password);
    const of = (await reader(one)('/api/v1/cases?state=registered&officer=li.qiang&limit=20')).cases[0].case_no;
    for (const person of [one, other]) await person.open(`/cases/${of}`, '[data-action=note]');
    await other.page.click('[data-action=note]');
    await other.page.fill('#note-text', 'What I had been writing.');
    await one.page.click('[data-action=accept]');
    await one.page.click('#form-accept button.main');
    await one.page.waitForSelector('#form-accept', { state: 'detached' });
    await other.page.click('#form-note button.main');
    await other.page.waitForSelector('#form-note .conflict');
    assert.match(await other.page.locator('.conflict').innerText(), /Accepted/, 'what changed is not said');
    assert.equal(await other.page.inputValue('#note-text'), 'What I had been writing.');
    await other.looksGood('a conflict');
    await other.page.click('.conflict button.main');
    await other.page.waitForSelector('#form-note', { state: 'detached' });
    await other.settled();
    assert.match(await other.page.locator('#timeline').innerText(), /What I had been writing/);
    await one.done();
    await other.done();
  },
});
