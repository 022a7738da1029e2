// Administration: accounts and tokens.
import { sessionsTable } from './account.js';
import { el, facts, field, grid, say, sayNext, section, select, show, when } from './page.js';
import { ask, get } from './server.js';
import { named, word, wordOf } from './words.js';

const at = (account, action = '') => `/api/v1/admin/accounts/${encodeURIComponent(account)}${action && `/${action}`}`;
const chosen = (boxes) => [...boxes].filter((one) => one.checked).map((one) => one.value);
const checks = (name, options, given = []) => el('fieldset', {}, el('legend', {}, word(name)),
  ...options.map(([value, text]) => el('label', { class: 'check' },
    el('input', { type: 'checkbox', name, value, checked: given.includes(value) }), ` ${text}`)));

function standing(one) {
  if (one.closed) return word('standing_closed');
  if (one.locked_until) return word('standing_locked');
  if (one.invited_until) return word('standing_invited');
  return word(one.has_password ? 'standing_open' : 'standing_none');
}

const fault = (problem) => say([problem.message, ...(problem.errors ?? []).map((one) => one.detail)].join(' '), true);

/** A link or a token, to be copied now. */
function once(text, value) {
  return el('div', { class: 'once', role: 'status' }, el('p', {}, text), el('code', {}, value));
}

const linkOf = (answer) => once(word('link_say', when(answer.link_expires_at)), location.origin + answer.link);

function accountForm(known, given, submit) {
  const desks = [['', '—'], ...known.desks.map((one) => [one.id, named(one, 'name_')])];
  const organisations = [['', '—'], ...known.organisations.map((one) => [one.id, named(one, 'name_')])];
  const roles = known.roles.filter((one) => one.id !== 'integrator').map((one) => [one.id, named(one, 'name_')]);
  const form = el('form', {},
    !given && field(word('account'), el('input', { name: 'account', required: true, pattern: '[A-Za-z0-9._\\-]{2,64}' })),
    field(word('name'), el('input', { name: 'name', value: given?.name ?? '' }), given ? '' : word('optional')),
    field(word('desk'), select('desk', desks, given?.desk)),
    field(word('organisation'), select('organisation', organisations, given?.organisation)),
    checks('roles', roles, given?.roles),
    given && field(word('reason'), el('input', { name: 'reason' }), word('optional')),
    el('button', { class: 'main' }, word(given ? 'save' : 'open_account')));
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const of = form.elements;
    const roleBoxes = form.querySelectorAll('[name=roles]');
    try {
      await submit({ ...(of.account && { account: of.account.value.trim() }), name: of.name.value.trim() || null,
                     desk: of.desk.value || null, organisation: of.organisation.value || null, roles: chosen(roleBoxes),
                     ...(of.reason && { reason: of.reason.value.trim() || null }) });
    } catch (problem) {
      fault(problem);
    }
  });
  return form;
}

/** Every account, and a form for another. */
export async function peoplePage() {
  const [{ body: known }, { body: { accounts } }] = await Promise.all([get('/api/v1/admin/roles'), get('/api/v1/admin/accounts')]);
  const place = el('div', {});
  const form = accountForm(known, null, async (body) => {
    const { body: answer } = await ask('POST', '/api/v1/admin/accounts', { body });
    say(word('done'));
    place.replaceChildren(linkOf(answer));
  });
  show(word('people'), el('p', {}, el('a', { href: '#/tokens' }, word('tokens'))),
    grid(word('people'), ['account', 'name', 'roles', 'desk', 'standing', 'second_factor', 'signed_in_at'],
      accounts.map((one) => [el('a', { href: `#/people/${encodeURIComponent(one.account)}` }, one.account), one.name,
        one.roles.map((role) => wordOf('role', role)).join(' · '), one.desk, standing(one),
        word(one.second_factor ? 'holds' : 'second_factor_off'), when(one.signed_in_at)])),
    section('new_account', form, place));
  return () => {};
}

/** One account: what it may do, its sessions, and what can be done about it. */
export async function personPage(account, go) {
  const [{ body: known }, { body: one }] = await Promise.all([get('/api/v1/admin/roles'), get(at(account))]);
  const place = el('div', {});
  const act = (action, label) => el('button', { type: 'button', click: async () => {
    try {
      const { body: answer } = await ask('POST', at(account, action), { body: {} });
      if (answer.link) return place.replaceChildren(linkOf(answer));
      sayNext(word('done'));
      await go();
    } catch (problem) {
      fault(problem);
    }
  } }, word(label));
  show(one.account, el('p', {}, el('a', { href: '#/people' }, word('back_to_people'))),
    facts(['standing', standing(one)], ['signed_in_at', when(one.signed_in_at)],
          ['second_factor', word(one.second_factor ? 'holds' : 'second_factor_off')]),
    section('roles', accountForm(known, one, async (body) => {
      await ask('POST', at(account), { body });
      sayNext(word('done'));
      await go();
    })),
    section('actions', el('p', { class: 'buttons' }, act('invite', 'invite'), ' ',
      one.locked_until && act('unlock', 'unlock'), ' ', act('end-sessions', 'end_sessions'), ' ',
      one.second_factor && act('remove-second-factor', 'remove_second_factor'), ' ',
      one.closed ? act('reopen', 'reopen') : act('close', 'close_account')), place),
    section('sessions', sessionsTable(one.sessions)));
  return () => {};
}

const tokenState = (one) => word(one.revoked ? 'revoked' : one.holds ? 'holds' : 'over');

/** Tokens of machines and people. */
export async function tokensPage(go) {
  const [{ body: known }, { body: { tokens } }] = await Promise.all([get('/api/v1/admin/roles'), get('/api/v1/admin/tokens')]);
  const place = el('div', {});
  const form = el('form', {}, field(word('principal'), el('input', { name: 'principal', required: true })),
    field(word('kind'), select('machine', [['yes', word('machine')], ['no', word('person')]], 'yes')),
    checks('scopes', known.scopes.map((one) => [one, one])), el('p', {}, word('scopes_hint')),
    field(word('days'), el('input', { name: 'days', type: 'number', min: '1', max: '3660', value: '365' })),
    field(word('note_for'), el('input', { name: 'note' }), word('optional')), el('button', { class: 'main' }, word('issue')));
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const of = form.elements;
    try {
      const { body } = await ask('POST', '/api/v1/admin/tokens', { body: {
        principal: of.principal.value.trim(), machine: of.machine.value === 'yes', days: Number(of.days.value),
        scopes: chosen(form.querySelectorAll('[name=scopes]')), note: of.note.value.trim() || null } });
      place.replaceChildren(once(word('token_say'), body.secret));
    } catch (problem) {
      fault(problem);
    }
  });
  const revoke = (one) => el('button', { type: 'button', click: async () => {
    try {
      await ask('POST', `/api/v1/admin/tokens/${encodeURIComponent(one.token)}/revoke`, { body: {} });
      sayNext(word('done'));
      await go();
    } catch (problem) {
      fault(problem);
    }
  } }, word('revoke'));
  show(word('tokens'), el('p', {}, el('a', { href: '#/people' }, word('back_to_people'))),
    grid(word('tokens'), ['token', 'principal', 'kind', 'scopes', 'issued_at', 'expires_at', 'standing', 'actions'],
      tokens.map((one) => [one.token, one.principal, word(one.machine ? 'machine' : 'person'), one.scopes.join(' '),
        when(one.issued_at), when(one.expires_at), tokenState(one), one.holds ? revoke(one) : ''])),
    section('new_token', form, place));
  return () => {};
}
