// One review: a complaint beside the case that it resembles, why the system asks, and the person's verdict.
import { aside, caseLink, day, el, facts, say, section, shortcuts, show, signed, when } from './page.js';
import { Problem, ask, get } from './server.js';
import { bands, changes, reasons } from './matching.js';
import { following, lastVerdict, path, takeBack, verdictGiven } from './round.js';
import { waterfall } from './waterfall.js';
import { named, word, wordOf } from './words.js';

/** A case as casework shows it, which may be a moment behind. */
async function caseOf(number) {
  try {
    return (await get(`/api/v1/cases/${encodeURIComponent(number)}`)).body;
  } catch (problem) {
    if (problem instanceof Problem && problem.status === 404) return { complaints: [] };
    throw problem;
  }
}

/** What is compared side by side, and the fields of the score that speak of it. */
const compared = [
  ['complainant', ['name'], (s) => s.complainant_masked], ['phone', ['phone'], (s) => s.phone_masked],
  ['received', ['filing_gap'], (s, one) => day(one.received_at)],
  ['respondent', ['company'], (s) => [s.respondent, s.platform, s.shop].filter(Boolean).join(' · ')],
  ['calls', ['caller_number', 'call_day'],
   (s) => (s.calls ?? []).map((c) => [c.called_at?.slice(0, 10), c.caller_masked, c.transcript].filter(Boolean).join(' ')).join('\n')],
  ['amount', ['amount'], (s) => s.amount && `${s.amount} ${s.currency ?? ''}`],
  ['product', [], (s) => s.product], ['requests', [], (s) => (s.requests ?? []).map((code) => wordOf('request', code)).join(' · ')],
  ['narrative', ['narrative'], (s) => s.narrative],
];

/** "✓ 姓名 一致 +11.70": sign and words, so that no colour is needed. */
function marks(fields, names) {
  return fields.filter((f) => names.includes(f.field)).map((f) => {
    const [kind, sign] = f.centibits > 0 ? ['good', '✓'] : f.centibits < 0 ? ['bad', '✕'] : ['none', '–'];
    return el('span', { class: `mark ${kind}` }, `${sign} ${named(f.label)} ${named(f.level_label)} ${signed(Number(f.bits))}`);
  });
}

function sideBySide(mine, other, pair) {
  const rows = compared.flatMap(([name, fields, shown]) => {
    const texts = [mine, other].map((one) => (one ? shown(one.summary ?? {}, one) : '') || '');
    const said = marks(pair.match.fields, fields);
    if (!texts[0] && !texts[1] && !said.length) return [];
    return [el('tbody', {},
      el('tr', {}, el('th', { scope: 'rowgroup', colspan: '2', class: 'group' }, word(name), ' ', ...said)),
      el('tr', {}, ...texts.map((text) => el('td', { class: 'text' }, text || '–'))))];
  });
  return el('table', { class: 'pair' },
    el('thead', {}, el('tr', {}, ...[[mine, 'this_complaint'], [other, 'other_complaint']].map(([one, name]) =>
      el('th', { scope: 'col' }, word(name), el('br'), one?.receipt_no ?? word(one === other && !pair.against ? 'no_other_case' : 'not_there_yet'))))), ...rows);
}

/** The two complaints; when the other case has several, which of them is shown can be chosen. */
function comparison(pair, here, there) {
  const mine = here.complaints.find((one) => one.receipt_no === pair.receipt_no);
  const others = there.complaints.filter((one) => one.receipt_no !== pair.receipt_no);
  const place = el('div');
  const put = (i) => place.replaceChildren(sideBySide(mine, others[i], pair));
  put(0);
  if (others.length < 2) return [place];
  const chooser = el('select', { id: 'which-other' }, ...others.map((one, i) => el('option', { value: i }, `${one.receipt_no} · ${day(one.received_at)}`)));
  chooser.addEventListener('change', () => put(Number(chooser.value)));
  return [el('p', {}, el('label', { for: 'which-other' }, word('which_other', others.length)), chooser), place];
}

const verdictKeys = { same: 's', different: 'd', unsure: 'n' };
const readyReasons = ['why_same_all', 'why_same_more', 'why_same_channel', 'why_other_person', 'why_other_call',
                      'why_other_firm', 'why_too_little', 'why_only_number'];

function verdictForm(receipt) {
  const why = reasons(readyReasons, true);
  let busy = false;
  const give = async (verdict) => {
    const reason = why.value();
    if (!reason) return why.ask();
    if (busy) return;
    busy = true;
    try {
      // Asked before the verdict takes this one off the list, so that what was skipped stays skipped.
      const next = await following(receipt);
      const { body } = await ask('POST', `/api/v1/reviews/${encodeURIComponent(receipt)}/verdict`, { body: { verdict, reason } });
      verdictGiven(body.batch, receipt, verdict);
      location.hash = next ? `${path}/${encodeURIComponent(next)}` : path;
    } catch (problem) {
      say(problem.message, true);
    } finally {
      busy = false;
    }
  };
  const buttons = Object.entries(verdictKeys).map(([verdict, key]) =>
    el('button', { type: 'button', class: 'main', 'aria-keyshortcuts': key, click: () => give(verdict) }, `${word(verdict)}${aside(key)}`));
  return {
    form: el('form', {}, why.wrapper, el('p', { class: 'buttons' }, ...buttons), el('p', { class: 'basis' }, word('verdict_keys'))),
    keys: { ...why.keys, ...Object.fromEntries(Object.entries(verdictKeys).map(([verdict, key]) => [key, () => give(verdict)])) },
  };
}

/** What "same" would do, or why it is not possible. */
async function wouldDo(receipt) {
  try {
    const { body } = await ask('POST', `/api/v1/reviews/${encodeURIComponent(receipt)}/verdict`,
                               { body: { verdict: 'same', reason: word('preview'), preview: true } });
    return changes(body);
  } catch (problem) {
    if (![400, 404, 409, 413, 422].includes(problem.status)) throw problem;
    return el('p', {}, `${word('not_possible')}${word('colon')}${problem.message}`);
  }
}

function saidBefore(said) {
  if (!said.length) return null;
  return section('said', el('ul', {}, ...said.map((one) => el('li', {},
    `${when(one.at)} ${one.by} `, caseLink(one.case_no), ` ${word(one.verdict)}${word('colon')}${one.reason ?? ''}`))));
}

function lastNotice(back) {
  if (!lastVerdict()) return null;
  const { receipt, verdict } = lastVerdict();
  return el('p', { class: 'notice' }, `${receipt}${word('colon')}${word(verdict)} `,
    el('button', { type: 'button', 'aria-keyshortcuts': 'z', click: back }, `${word('undo_last')}${aside('z')}`));
}

/** Shows one pair. @returns a function that leaves it */
export async function pairPage(receipt, reload) {
  const { body: pair } = await get(`/api/v1/reviews/${encodeURIComponent(receipt)}`);
  const [here, there, rule, plan] = await Promise.all([
    caseOf(pair.case.case_no), pair.against ? caseOf(pair.against.case_no) : { complaints: [] }, bands(),
    pair.against ? wouldDo(receipt) : null]);
  const verdict = pair.against ? verdictForm(receipt) : { form: el('p', {}, word('no_other_case')), keys: {} };
  const back = async () => {
    const last = lastVerdict();
    if (!last) return;
    const target = `#${path}/${encodeURIComponent(last.receipt)}`;
    await takeBack(last.batch, async () => {
      if (location.hash === target) await reload();
      else location.hash = target;
    });
  };
  const skip = async () => {
    const next = await following(receipt).catch((problem) => say(problem.message, true));
    if (next) location.hash = `${path}/${encodeURIComponent(next)}`;
    else if (next === null) say(word('nothing_waits'));
  };
  show(`${word('compare')} ${receipt}`,
    el('p', {}, el('a', { href: `#${path}` }, word('back_to_list')), ' · ',
      el('button', { type: 'button', 'aria-keyshortcuts': 'j', click: skip }, `${word('skip_pair')}${aside('j')}`)),
    lastNotice(back),
    el('div', { class: 'columns' },
      el('div', {},
        facts(['state', wordOf('pair', pair.state)], ['own_case', [caseLink(pair.case.case_no), aside(word('pieces', pair.case.complaints))]],
          ['against_case', pair.against && [caseLink(pair.against.case_no), aside(word('pieces', pair.against.complaints))]]),
        section('side_by_side', ...comparison(pair, here, there)), section('why', waterfall(pair.match, rule))),
      el('div', {}, section('your_verdict', verdict.form), plan ? section('same_would', plan) : '',
        saidBefore(pair.said))));
  return shortcuts({ ...verdict.keys, j: skip, z: back, u: () => { location.hash = path; } });
}
