// The console: sign-in, and which page stands for which address.
import { el, field, say, shortcutsOn, show, switchShortcuts } from './page.js';
import { Problem, ask, get } from './server.js';
import { campaignPage, campaignsPage } from './campaigns.js';
import { casePage } from './case.js';
import { pairPage } from './pair.js';
import { qualityPage } from './quality.js';
import { queuePage } from './queue.js';
import { reviewsPage } from './review.js';
import * as live from './live.js';
import { language, setLanguage, word } from './words.js';

/** Pages by address: what the address names, then the query. Each gives back a function that leaves it. */
const pages = [
  [/^\/cases\/(.+)$/, (number) => casePage(number, route)],
  [/^\/review$/, (_, query) => reviewsPage(query, route)],
  [/^\/review\/(.+)$/, (receipt) => pairPage(receipt, route)],
  [/^\/campaigns$/, (_, query) => campaignsPage(query)],
  [/^\/campaigns\/(.+)$/, (number, query) => campaignPage(number, query)],
  [/^\/quality$/, () => qualityPage()],
  [/^/, (_, query) => queuePage(query)],
];

let leave = () => {};
let turn = 0;

/** Tells in the menu which page this is. */
function mark(path) {
  for (const one of document.querySelectorAll('#pages a')) {
    const at = one.hash.slice(1);
    if (path === at || path.startsWith(`${at}/`)) one.setAttribute('aria-current', path === at ? 'page' : 'true');
    else one.removeAttribute('aria-current');
  }
}

function signInPage() {
  live.stop();
  document.getElementById('who').textContent = '';
  document.getElementById('sign-out').hidden = true;
  document.getElementById('pages').hidden = true;
  const form = el('form', {},
    field(word('token'), el('input', { name: 'token', type: 'password', required: true, autocomplete: 'current-password' }),
          word('sign_in_hint')),
    el('button', { class: 'main' }, word('sign_in')));
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    try {
      await ask('POST', '/api/v1/session', { body: { token: form.elements.token.value.trim() } });
      say('');
      await route();
    } catch (problem) {
      say(problem.message, true);
    }
  });
  show(word('sign_in'), form);
  form.elements.token.focus();
}

async function whoAmI() {
  const { body } = await get('/api/v1/session');
  if (!body.officer) throw new Problem(401, {});
  document.getElementById('who').textContent = body.name || body.officer || '';
  document.getElementById('sign-out').hidden = false;
  document.getElementById('pages').hidden = false;
  live.start((connected) => say(connected ? '' : word('offline'), !connected));
}

async function route() {
  const mine = ++turn;
  leave();
  leave = () => {};
  try {
    await whoAmI();
    const [path, query = ''] = location.hash.replace(/^#/, '').split('?');
    mark(path || '/cases');
    const [address, open] = pages.find(([one]) => one.test(path));
    const left = await open(decodeURIComponent(path.match(address)[1] ?? ''), new URLSearchParams(query));
    if (mine === turn) leave = left;
    else left();
  } catch (problem) {
    if (mine !== turn) return;
    if (problem.status === 401) return signInPage();
    say(problem.message, true);
    show(word('failed'), el('p', {}, el('a', { href: '#/cases' }, word('back'))));
  }
}

function speak() {
  document.documentElement.lang = language();
  for (const one of document.querySelectorAll('[data-word]')) one.textContent = word(one.dataset.word);
  const other = document.getElementById('language');
  other.textContent = language() === 'zh' ? 'English' : '中文';
  other.lang = language() === 'zh' ? 'en' : 'zh';
  document.getElementById('pages').setAttribute('aria-label', word('pages'));
  document.getElementById('shortcuts').textContent = word(shortcutsOn() ? 'shortcuts_on' : 'shortcuts_off');
}

document.getElementById('language').addEventListener('click', () => {
  setLanguage(language() === 'zh' ? 'en' : 'zh');
  say('');
  speak();
  route();
});
document.getElementById('shortcuts').addEventListener('click', () => {
  switchShortcuts();
  speak();
});
document.getElementById('sign-out').addEventListener('click', async () => {
  try {
    await ask('DELETE', '/api/v1/session');
  } catch (problem) {
    say(problem.message, true);
  }
  leave();
  leave = () => {};
  signInPage();
});
window.addEventListener('hashchange', () => {
  say('');
  route();
});
speak();
route();
