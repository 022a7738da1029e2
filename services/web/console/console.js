// The console: sign-in, and which page stands for which address (#/cases?..., #/cases/<number>).
import { el, field, say, show } from './page.js';
import { Problem, ask, get } from './server.js';
import { casePage } from './case.js';
import { queuePage } from './queue.js';
import * as live from './live.js';
import { language, setLanguage, word } from './words.js';

let leave = () => {};
let turn = 0;

function signInPage() {
  live.stop();
  document.getElementById('who').textContent = '';
  document.getElementById('sign-out').hidden = true;
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
  live.start((connected) => say(connected ? '' : word('offline'), !connected));
}

async function route() {
  const mine = ++turn;
  leave();
  leave = () => {};
  try {
    await whoAmI();
    const [path, query = ''] = location.hash.replace(/^#/, '').split('?');
    const number = path.match(/^\/cases\/(.+)$/)?.[1];
    const left = number ? await casePage(decodeURIComponent(number), route) : await queuePage(new URLSearchParams(query));
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
}

document.getElementById('language').addEventListener('click', () => {
  setLanguage(language() === 'zh' ? 'en' : 'zh');
  say('');
  speak();
  route();
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
