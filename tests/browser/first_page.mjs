// How soon the first page can be used: for tests/bench/first_page.py, which says what is measured.
import { Person, given, launch } from './browse.mjs';

const { base, open, password, slow, times } = given();

/** In the page, from its beginning: when what is looked for is there, and when the last long task ended. The page says it
 *  by itself: to be asked it would first have to read all by which Playwright asks. */
function watch(wanted) {
  const seen = { there: 0, busy: 0 };
  new PerformanceObserver((list) => {
    for (const one of list.getEntries()) seen.busy = Math.max(seen.busy, one.startTime + one.duration);
  }).observe({ type: 'longtask', buffered: true });
  // A long task is told once it has ended: what follows it in the queue sees it.
  const said = () => console.info(`usable ${JSON.stringify(seen)}`);
  const tell = () => requestIdleCallback(() => setTimeout(said, 200), { timeout: 5000 });
  const look = () => {
    if (!document.querySelector(wanted)) return requestAnimationFrame(look);
    seen.there = performance.now();
    return tell();
  };
  look();
}

/** One opening: a browser that has never been there, but for being signed in. */
async function opened(browser, address, wanted, cookies) {
  const person = await Person.at(browser, address);
  await person.context.addCookies(cookies);
  await person.context.addInitScript(watch, wanted);
  const wire = await person.context.newCDPSession(person.page);
  await wire.send('Network.enable');
  await wire.send('Emulation.setCPUThrottlingRate', { rate: slow });
  let bytes = 0;
  wire.on('Network.loadingFinished', (one) => { bytes += one.encodedDataLength; });
  const told = person.page.waitForEvent('console', (one) => one.text().startsWith('usable '));
  await person.page.goto(`${address}/`, { waitUntil: 'commit' });
  const seen = JSON.parse((await told).text().slice('usable '.length));
  await person.context.close();
  return { ms: Math.max(seen.there, seen.busy), kB: bytes / 1000 };
}

const browser = await launch();
const person = await Person.at(browser, base);
await person.signIn('wang.min', password);
const cookies = await person.context.cookies();
await person.context.close();
console.log(`${`${slow} times slower, nothing cached`.padEnd(34)}${'median'.padStart(8)}${'slowest'.padStart(9)}${'kB'.padStart(7)}`);
for (const [name, address, wanted, as] of [
  ['the public form', open, '#f-narrative', []],
  ['the console, to sign in', base, '#account', []],
  ['the console, the queue', base, '#main tbody [data-row]', cookies],
]) {
  const all = [];
  for (let i = 0; i < times; i += 1) all.push(await opened(browser, address, wanted, as));
  const ms = all.map((one) => Math.round(one.ms)).sort((a, b) => a - b);
  console.log(`${name.padEnd(34)}${String(ms[Math.floor(ms.length / 2)]).padStart(8)}${String(ms.at(-1)).padStart(9)}${all[0].kB.toFixed(0).padStart(7)}`);
}
await browser.close();
