// Signing in, the one-time link, and one's own account.
import { el, facts, field, grid, say, sayNext, section, show, when } from './page.js';
import { ask, get, keepToken } from './server.js';
import { word, wordOf } from './words.js';

const input = (name, kind, complete) => el('input', { name, type: kind, required: true, autocomplete: complete });

/** Sends a form as JSON; what goes wrong is said. @param then what follows, with the answer */
function send(form, method, path, body, then) {
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    try {
      const { body: answer } = await ask(method, path, { body: body(form.elements) });
      say('');
      await then(answer);
    } catch (problem) {
      say([problem.message, ...problem.errors.map((one) => one.detail)].join(' '), true);
      if (problem.is?.('code_needed')) form.elements.code?.closest('.field').removeAttribute('hidden');
      if (problem.is?.('code_needed')) form.elements.code?.focus();
    }
  });
  return form;
}

/** The sign-in form. @param go what follows once somebody is signed in */
export function signInPage(go, byToken = false) {
  const other = el('p', {}, el('button', { type: 'button', click: () => signInPage(go, !byToken) },
                               word(byToken ? 'with_password' : 'with_token')));
  const code = field(word('code'), el('input', { name: 'code', autocomplete: 'one-time-code', inputmode: 'text' }), word('code_hint'));
  code.hidden = true;
  const form = byToken
    ? el('form', {}, field(word('token'), input('token', 'password', 'off'), word('sign_in_hint')),
         el('button', { class: 'main' }, word('sign_in')))
    : el('form', {}, field(word('account'), input('account', 'text', 'username')),
         field(word('password'), input('password', 'password', 'current-password')), code,
         el('button', { class: 'main' }, word('sign_in')));
  send(form, 'POST', '/api/v1/session',
       (of) => (byToken ? { token: of.token.value.trim() }
                        : { account: of.account.value.trim(), password: of.password.value, code: of.code.value.trim() || null }),
       async (who) => { keepToken(who.csrf); await go(); });
  const provider = el('p', {});
  get('/api/v1/session/oidc').then(({ body }) => provider.append(el('a', { href: body.url }, word('with_provider'))), () => {});
  show(word('sign_in'), form, other, provider);
  (form.elements.account ?? form.elements.token).focus();
}

/** The page of a one-time link. */
export function invitationPage(code, go) {
  const form = el('form', {}, el('p', {}, word('invited')),
    field(word('new_password'), input('password', 'password', 'new-password'), word('password_hint')),
    field(word('password_again'), input('again', 'password', 'new-password')),
    el('button', { class: 'main' }, word('set_password')));
  send(form, 'POST', '/api/v1/invitation', (of) => {
    if (of.password.value !== of.again.value) throw Object.assign(new Error(word('passwords_differ')), { errors: [] });
    return { code, password: of.password.value };
  }, async (who) => {
    keepToken(who.csrf);
    history.replaceState(null, '', '#/account'); // the link is used up; it need not stay in the address
    await go();
  });
  show(word('set_password'), form);
  form.elements.password.focus();
  return () => {};
}

function passwordForm(go) {
  const form = el('form', {}, field(word('old_password'), input('old', 'password', 'current-password')),
    field(word('new_password'), input('fresh', 'password', 'new-password'), word('password_hint')),
    field(word('password_again'), input('again', 'password', 'new-password')),
    el('button', {}, word('change_password')));
  return send(form, 'POST', '/api/v1/account/password', (of) => {
    if (of.fresh.value !== of.again.value) throw Object.assign(new Error(word('passwords_differ')), { errors: [] });
    return { old: of.old.value, new: of.fresh.value };
  }, async (who) => { keepToken(who.csrf); sayNext(word('done')); await go(); });
}

function showCodes(codes, go) {
  show(word('recovery_codes'), el('p', {}, word('recovery_say')),
       el('ul', { class: 'codes' }, ...codes.map((one) => el('li', {}, el('code', {}, one)))),
       el('button', { type: 'button', class: 'main', click: go }, word('done')));
}

function secondFactor(me, go) {
  if (me.second_factor) return el('p', {}, word('second_factor_on', me.recovery_codes_left));
  const place = el('div', {}, el('p', {}, word('second_factor_off')));
  const begin = el('form', {}, el('button', {}, word('set_up')));
  send(begin, 'POST', '/api/v1/account/second-factor', () => ({}), ({ secret, uri, pass }) => {
    const form = el('form', {}, el('p', {}, word('scan')),
      facts(['seed', el('a', { href: uri }, el('code', {}, secret.match(/.{1,4}/g).join(' ')))]),
      field(word('code'), input('code', 'text', 'one-time-code')), el('button', { class: 'main' }, word('confirm')));
    send(form, 'POST', '/api/v1/account/second-factor/confirm', (of) => ({ pass, code: of.code.value.trim() }),
         (who) => { keepToken(who.csrf); showCodes(who.recovery_codes, go); });
    place.replaceChildren(form);
    form.elements.code.focus();
  });
  place.append(begin);
  return place;
}

/** Sessions as a table. */
export const sessionsTable = (sessions) => grid(word('sessions'), ['since', 'used_at', 'expires_at', 'method', 'address'],
  sessions.map((one) => [`${when(one.since)}${one.this ? ` · ${word('this_one')}` : ''}`, when(one.used_at), when(one.expires_at),
                         one.method, one.address]));

/** One's own account. */
export async function accountPage(go) {
  const { body: me } = await get('/api/v1/session');
  const { body: { sessions } } = await get('/api/v1/account/sessions');
  const others = send(el('form', {}, el('button', {}, word('end_others'))), 'POST', '/api/v1/account/sessions/end', () => ({}),
                      async () => { sayNext(word('done')); await go(); });
  show(word('own_account'),
    me.second_factor_missing && el('p', { class: 'problem' }, word('second_factor_needed')),
    facts(['account', me.account], ['name', me.name], ['roles', me.roles.map((one) => wordOf('role', one)).join(' · ')],
          ['rows', wordOf('rows', me.rows)], ['desk', me.desk]),
    me.has_account && section('second_factor', secondFactor(me, go)),
    me.has_account && section('change_password', passwordForm(go)),
    section('sessions', sessionsTable(sessions), others));
  return () => {};
}
