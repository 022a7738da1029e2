// Review: the complaints about which a person is to decide, and one of them beside the case that it resembles.
import { aside, caseLink, day, el, facts, grid, pager, say, section, shortcuts, show, stepRows, when } from './page.js';
import { Problem, ask, get } from './server.js';
import { bands, changes, reasons, undo } from './matching.js';
import { waterfall } from './waterfall.js';
import { named, word, wordOf } from './words.js';

const path = '/review';
const limit = 20;

/** The last verdict given here, to be taken back: {batch, receipt, verdict}. */
let last = null;
/** Receipts answered since the page was loaded: whoever was unsure is not asked again at once. */
const answered = new Set();

const receiptLink = (receipt) => el('a', { href: `#${path}/${encodeURIComponent(receipt)}` }, receipt);
const load = async (query) => (await get(`/api/v1/reviews?${query}`)).body;

/** Fields that speak most for, or against, one case. */
function strongest(fields, sign) {
  return fields.filter((f) => f.centibits * sign > 0).sort((a, b) => (b.centibits - a.centibits) * sign).slice(0, 3)
    .map((f) => `${named(f.label)} ${f.centibits > 0 ? '+' : '−'}${Math.abs(Number(f.bits))}`).join(' · ');
}

function waiting(items) {
  const rows = items.map((one) => [
    receiptLink(one.receipt_no), caseLink(one.case_no), one.best ? caseLink(one.best) : '', { number: one.total_bits },
    strongest(one.fields, 1), strongest(one.fields, -1),
    one.unsure ? `${word('unsure')}${aside(`${one.unsure.by} ${when(one.unsure.at)}`)}` : word('pair_waiting'),
  ]);
  return grid(word('review_keys'), ['receipt', 'own_case', 'against_case', 'total', 'agrees', 'differs', 'state'], rows);
}

async function takeBack(batch, then) {
  try {
    const answer = await undo(batch);
    if (last?.batch === batch) {
      answered.delete(last.receipt);
      last = null;
    }
    await then();
    say(word('does_undone', answer.changes[0].batch));
  } catch (problem) {
    say(problem.message, true);
  }
}

function batches(items, reload) {
  const way = (one) => {
    if (one.undone_by) return word('undone_by', one.undone_by);
    if (one.undoes) return word('does_undone', one.undoes);
    return el('button', { type: 'button', 'aria-label': `${word('undo')} ${one.batch}`, click: () => takeBack(one.batch, reload) }, word('undo'));
  };
  return grid(word('batches_say'), ['batch', 'changed', 'cause', 'receipt', 'moved', 'reason', 'undo'], items.map((one) => [
    one.batch, `${one.by ?? ''} ${when(one.at)}`, wordOf('cause', one.cause), one.judged.join(' '),
    [one.from, one.to].filter(Boolean).join(' → '), one.reason ?? '', way(one)]));
}

/** Shows what waits. @returns a function that leaves it */
export async function reviewsPage(query, reload) {
  const asked = new URLSearchParams({ limit, ...Object.fromEntries(query) });
  const [page, done] = await Promise.all([load(asked), get('/api/v1/matching/batches?limit=10')]);
  show(word('reviews'),
    page.items.length ? waiting(page.items) : el('p', {}, word('nothing_waits')), pager(path, query, page.next),
    section('batches', done.body.items.length ? batches(done.body.items, reload) : el('p', {}, word('nothing_done'))));
  return shortcuts({ j: () => stepRows(1), k: () => stepRows(-1), z: () => last && takeBack(last.batch, reload) });
}

/** The next one to decide: what comes after this one in the order of the list, or the first. */
async function following(receipt) {
  let first = null, passed = false;
  for (let cursor = ''; cursor !== null;) {
    const { items, next } = await load(new URLSearchParams(cursor ? { limit: 200, cursor } : { limit: 200 }));
    for (const one of items) {
      if (one.receipt_no === receipt) passed = true;
      else if (!answered.has(one.receipt_no)) {
        if (passed) return one.receipt_no;
        first ??= one.receipt_no;
      }
    }
    cursor = next;
  }
  return first;
}

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
    const bits = `${f.centibits > 0 ? '+' : f.centibits < 0 ? '−' : '±'}${Math.abs(Number(f.bits)).toFixed(2)}`;
    return el('span', { class: `mark ${kind}` }, `${sign} ${named(f.label)} ${named(f.level_label)} ${bits}`);
  });
}

function sideBySide(mine, other, match) {
  const rows = compared.flatMap(([name, fields, shown]) => {
    const texts = [mine, other].map((one) => (one ? shown(one.summary ?? {}, one) : '') || '');
    const said = marks(match.fields, fields);
    if (!texts[0] && !texts[1] && !said.length) return [];
    return [el('tbody', {},
      el('tr', {}, el('th', { scope: 'rowgroup', colspan: '2', class: 'group' }, word(name), ' ', ...said)),
      el('tr', {}, ...texts.map((text) => el('td', { class: 'text' }, text || '–'))))];
  });
  return el('table', { class: 'pair' },
    el('thead', {}, el('tr', {}, ...[[mine, 'this_complaint'], [other, 'other_complaint']].map(([one, name]) =>
      el('th', { scope: 'col' }, word(name), el('br'), one?.receipt_no ?? word('not_there_yet'))))), ...rows);
}

/** The two complaints; when the other case has several, which of them is shown can be chosen. */
function comparison(pair, here, there) {
  const mine = here.complaints.find((one) => one.receipt_no === pair.receipt_no);
  const others = there.complaints.filter((one) => one.receipt_no !== pair.receipt_no);
  const place = el('div');
  const put = (i) => place.replaceChildren(sideBySide(mine, others[i], pair.match));
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
  const why = reasons(readyReasons);
  let busy = false;
  const give = async (verdict) => {
    const reason = why.value();
    if (!reason) return why.ask();
    if (busy) return;
    busy = true;
    try {
      const { body } = await ask('POST', `/api/v1/reviews/${encodeURIComponent(receipt)}/verdict`, { body: { verdict, reason } });
      last = { batch: body.batch, receipt, verdict };
      answered.add(receipt);
      const next = await following(receipt);
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

function lastNotice(reload) {
  if (!last) return null;
  const { batch, receipt, verdict } = last;
  return el('p', { class: 'notice' }, `${receipt}${word('colon')}${word(verdict)} `,
    el('button', { type: 'button', 'aria-keyshortcuts': 'z', click: () => takeBack(batch, reload) }, `${word('undo_last')}${aside('z')}`));
}

/** Shows one pair. @returns a function that leaves it */
export async function pairPage(receipt, reload) {
  const { body: pair } = await get(`/api/v1/reviews/${encodeURIComponent(receipt)}`);
  const [here, there, rule, plan] = await Promise.all([
    caseOf(pair.case.case_no), pair.against ? caseOf(pair.against.case_no) : { complaints: [] }, bands(),
    pair.against ? wouldDo(receipt) : null]);
  const verdict = verdictForm(receipt);
  const back = async () => {
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
      el('div', {}, section('your_verdict', verdict.form), section('same_would', plan ?? el('p', {}, word('no_other_case'))),
        saidBefore(pair.said))));
  if (last) say(`${last.receipt}${word('colon')}${word(last.verdict)}${word('stop')}${word('done')}`);
  return shortcuts({ ...verdict.keys, j: skip, z: back, u: () => { location.hash = path; } });
}
