// The console: sign-in, and which page stands for which address.
import { el, say, shortcutsOn, show, switchShortcuts } from './page.js';
import { Problem, ask, get, keepToken } from './server.js';
import { accountPage, invitationPage, signInPage } from './account.js';
import { auditPage } from './audit.js';
import { campaignPage, campaignsPage } from './campaigns.js';
import { casePage } from './case.js';
import { pairPage } from './pair.js';
import { peoplePage, personPage, tokensPage } from './people.js';
import { qualityPage } from './quality.js';
import { queuePage } from './queue.js';
import { reportCasesPage, reportPage, reportsPage } from './reports.js';
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
  [/^\/account$/, () => accountPage(route)],
  [/^\/people$/, () => peoplePage()],
  [/^\/people\/(.+)$/, (account) => personPage(account, route)],
  [/^\/tokens$/, () => tokensPage(route)],
  [/^\/audit$/, (_, query) => auditPage(query)],
  [/^\/reports$/, () => reportsPage()],
  [/^\/reports\/([^/]+)$/, (name, query) => reportPage(name, query)],
  [/^\/reports\/([^/]+)\/cases$/, (name, query) => reportCasesPage(name, query)],
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

/** Who may use which page of the menu; the server decides, this only hides what would be refused. */
const menu = {
  '#/cases': ['all_but', 'administrator'], '#/review': ['intake', 'dispatch', 'officer', 'lead', 'head', 'triage', 'auditor'],
  '#/campaigns': ['all_but', 'administrator', 'integrator'], '#/quality': ['all_but', 'administrator', 'integrator'],
  '#/people': ['administrator'], '#/audit': ['auditor'], '#/account': null,
};

function nobody() {
  live.stop();
  document.getElementById('who').textContent = '';
  document.getElementById('sign-out').hidden = true;
  document.getElementById('pages').hidden = true;
}

function askToSignIn() {
  nobody();
  signInPage(route);
}

const isFor = (rule, roles) => !rule ||
  (rule[0] === 'all_but' ? roles.some((one) => !rule.includes(one)) : roles.some((one) => rule.includes(one)));

async function whoAmI() {
  const { body } = await get('/api/v1/session');
  if (!body.account) throw new Problem(401, {});
  keepToken(body.csrf);
  document.getElementById('who').textContent = body.name || body.account;
  document.getElementById('sign-out').hidden = false;
  document.getElementById('pages').hidden = false;
  for (const one of document.querySelectorAll('#pages a'))
    one.hidden = !isFor(menu[one.getAttribute('href')], body.roles ?? []);
  if (isFor(menu['#/cases'], body.roles ?? [])) live.start((connected) => say(connected ? '' : word('offline'), !connected));
  return body;
}

/** Where somebody begins who named no page. */
const home = (who) => (who.second_factor_missing ? '/account' : isFor(menu['#/cases'], who.roles) ? '/cases' : '/people');

async function route() {
  const mine = ++turn;
  leave();
  leave = () => {};
  try {
    const invitation = /^#\/invitation\/(\w+)$/.exec(location.hash);
    if (invitation) {
      nobody();
      invitationPage(invitation[1], route);
      return;
    }
    const who = await whoAmI();
    const [named, query = ''] = location.hash.replace(/^#/, '').split('?');
    const path = named || home(who);
    mark(path);
    const [address, open] = pages.find(([one]) => one.test(path));
    const left = await open(decodeURIComponent(path.match(address)[1] ?? ''), new URLSearchParams(query));
    if (mine === turn) leave = left;
    else left();
  } catch (problem) {
    if (mine !== turn) return;
    if (problem.status === 401) return askToSignIn();
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
  keepToken('');
  askToSignIn();
});
window.addEventListener('hashchange', () => {
  say('');
  route();
});
speak();
route();
