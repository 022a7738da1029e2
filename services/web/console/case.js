// One case: parties, every clock with its arithmetic, complaints, notices, timeline, and what may be done now.
import { aside, caseLink, day, dueMark, el, facts, say, section, shortcuts, show, when } from './page.js';
import { actionForm, revealForm } from './forms.js';
import { ask, get, reference } from './server.js';
import { lettersSection } from './letters.js';
import { listen } from './live.js';
import { bands, untieForm } from './matching.js';
import { waterfall } from './waterfall.js';
import { named, word, wordOf } from './words.js';

/** Turns the codes of a case into words; a code that is not known stays as it is. */
function wordsFor(known) {
  const find = (list, name, code) => list.find((one) => one[name] === code);
  return {
    desk: (id) => named(find(known.desks, 'id', id), 'name_') || id,
    officer: (id) => find(known.officers, 'id', id)?.name ?? id,
    category: (code) => `${code} ${named(find(known.categories, 'code', code))}`.trim(),
    ground: (code) => `${code} ${named(find(known.grounds, 'code', code))}`.trim(),
    repeat: (kind) => named(find(known.repeats, 'kind', kind)) || kind,
    instrument: (code) => named(find(known.instruments, 'code', code)) || code,
  };
}

/** "agreed", "terminated T2", or the ground of a refusal. */
function outcome(text, names) {
  const [first, ...rest] = (text ?? '').split(' ');
  const said = word(first);
  return [said === first && first ? names.ground(first) : said, ...rest.map(names.ground)].join(' · ');
}

/** "category:C": a step of how the desk and the officer were found. */
function because(text, names) {
  const [kind, value] = text.split(':');
  const said = {
    none: word(kind === 'officers' ? 'nobody' : 'none_given'), '*': word('anywhere'), full: word('full'),
    complaint: word('track_C'), report: word('track_R'), nuisance: word('track_N'),
    telecom_appeal: word('track_T'), enquiry: word('track_Q'),
  }[value];
  const shown = said ?? (kind === 'category' ? names.category(value) : value ?? '');
  return `${wordOf('because', kind)} ${shown}`.trim();
}

/** Which notice, and why it did not go out. */
const noticeText = (detail) => (detail ?? '').split(' ').filter(Boolean).map((code) => word(code)).join(' · ');

/** The case that a person is to compare, and the way to do it. */
function related(page) {
  const first = page.complaints[0]?.receipt_no;
  const compare = first && el('a', { href: `#/review/${encodeURIComponent(first)}` }, word('compare'));
  return [caseLink(page.related), ...(compare ? [' · ', compare] : [])];
}

function overview(page, names) {
  return facts(
    ['state', word(page.state)], ['track', word(`track_${page.track}`)], ['outcome', outcome(page.outcome, names)],
    ['awaiting', page.awaiting.join(' · ')], ['escalate', page.escalate && word(`decides_${page.escalate}`)],
    ['due', dueMark(page.due)],
    ['complainant', page.complainant], ['respondent', page.respondent], ['platform', page.platform],
    ['desk', named(page.desk, 'name_')], ['officer', page.officer?.name ?? page.officer?.id],
    ['assigned_because', page.assigned_because.map((text) => because(text, names)).join(' · ')], ['category', page.categories.map(names.category).join(' · ')],
    ['received', day(page.received_at)], ['procedure', page.procedure && `${named(page.procedure)} · ${named(page.procedure, 'state_')}`], ['verdict', page.verdict === 'review' ? word('review') : ''],
    ['related', page.related && related(page)],
    ['from', page.from && caseLink(page.from)],
    ['reports', page.reports.flatMap((number) => [caseLink(number), ' '])]);
}

/** "case_refused:NA5": why it is taken for that. */
function repeatReason(text, names) {
  const [code, value] = text.split(/:(.*)/s);
  const said = value === undefined ? '' : code.startsWith('case_') ? outcome(value, names) : value;
  return `${wordOf('told', code)}${aside(said)}`;
}

/** What the law makes of one complaint: a proposal until somebody says so. */
function repeatOf(one, page, names) {
  const text = (name) => named(one, name);
  return el('article', {},
    el('h3', {}, `${one.receipt} ${named(one) || one.kind}`),
    facts(['state', word(`repeat_${one.decided}`) + (one.by ? aside(names.officer(one.by)) : '')],
          ['proposal', text('follows_')], ['reason', one.reasons.map((code) => repeatReason(code, names)).join(' · ')],
          ['decides', one.decides && word(`decides_${one.decides}`)], ['clocks', one.clock && word(`repeat_clock_${one.clock}`)],
          ['basis', one.article && `${named(one.instrument_name) || one.instrument} ${one.article}${one.verified ? '' : aside(word('unverified'))}`],
          ['related', one.related && one.related !== page.case_no && caseLink(one.related)], ['campaign', one.campaign]));
}

/** What the words of the complaints suggest, with the words; nothing of it is decided. */
function hints(found) {
  const line = (one) => el('li', {}, `${wordOf('hint', one.axis)}${word('colon')}${named(one)} `,
    el('span', { class: 'text' }, [...new Set(one.because.map((span) => `“${span.words}”`))].join(' ')));
  return section('hints', found.urgency === 'now' ? el('p', { class: 'notice' }, word('hint_now')) : null,
    el('p', { class: 'basis' }, word('hint_decides_nothing')), el('ul', {}, ...found.hints.map(line)));
}

function clock(one) {
  const open = one.state === 'running' || one.state === 'breached' || one.state === 'paused';
  const span = (s) => el('li', {}, `${s.from === s.to ? s.from : `${s.from} … ${s.to}`}${word('colon')}` +
    `${word(s.reason)}${s.name ? aside(s.name) : ''} · ${word(s.counted ? 'counted' : 'not_counted')}`);
  return el('article', {},
    el('h3', {}, `${one.clock} ${named(one, 'title_')}`),
    facts(['state', word(one.state)], ['started_on', one.started_on],
          ['due_on', open ? dueMark({ ...one, clock: '', breached: one.state === 'breached' }) : one.due_on],
          ['ended_on', one.ended_on], ['paused', one.paused_on && `${one.paused_on} ${one.reason ?? ''}`],
          ['due_on', one.other_due_on && `${one.other_basis?.instrument ?? ''} ${one.other_basis?.article ?? ''} ${one.other_due_on}`],
          ['basis', `${named(one.instrument) || one.basis?.instrument || ''} ${one.basis?.article ?? ''}` +
                    (one.basis?.verified ? '' : aside(word('unverified')))]),
    one.arithmetic?.length
      ? el('details', {}, el('summary', {}, word('arithmetic')), el('ol', {}, ...one.arithmetic.map(span))) : null);
}

/** Why this complaint is in this case: read when it is opened; and the way out of it. */
function explanation(one, page, reload) {
  const place = el('div');
  const made = el('details', {}, el('summary', {}, word('explanation')), place);
  made.addEventListener('toggle', async () => {
    if (!made.open || place.childElementCount) return;
    try {
      const [{ body }, rule] = await Promise.all([get(one.explanation), bands()]);
      place.replaceChildren(waterfall(body, rule));
      if (page.complaints.length > 1) place.append(untieForm(one.receipt_no, reload));
    } catch (problem) {
      say(problem.message, true);
    }
  });
  return made;
}

function complaint(one, page, reload) {
  const s = one.summary ?? {};
  const calls = (s.calls ?? []).map((c) => el('li', {},
    [c.called_at?.includes('T') ? when(c.called_at) : c.called_at, c.caller_masked, c.transcript].filter(Boolean).join(' · ')));
  return el('article', {},
    el('h3', {}, one.receipt_no),
    facts(['received', when(one.received_at)], ['complainant', [s.complainant_masked, s.phone_masked].filter(Boolean).join(' ')],
          ['respondent', [s.respondent, s.platform, s.shop].filter(Boolean).join(' · ')], ['product', s.product],
          ['amount', s.amount && `${s.amount} ${s.currency ?? ''}`], ['requests', (s.requests ?? []).map((code) => wordOf('request', code)).join(' · ')],
          ['calls', calls.length ? el('ul', {}, ...calls) : '']),
    el('p', { class: 'text' }, s.narrative ?? ''),
    one.explanation ? explanation(one, page, reload) : null,
    revealForm(one.receipt_no));
}

function delivery(one) {
  return el('tr', {}, el('td', {}, when(one.at)), el('td', {}, word(one.state === 'failed' ? 'failed_delivery' : one.state)),
            el('td', {}, noticeText(one.detail)));
}

/** What an entry says beside its kind, in the order it is asked. */
function entryText(kind, data, names) {
  const cases = kind.startsWith('case_') ? [data.merged ?? data.restored ?? data.opened, data.into ?? data.out_of] : [];
  const parts = [data.officer && names.officer(data.officer), data.by && names.officer(data.by), data.receipt,
                 cases.filter(Boolean).join(' / '), kind.startsWith('repeat_') && data.kind && names.repeat(data.kind), data.verdict && kind === 'verdict_noted' && `${word(data.verdict)} ${data.of_case}`, data.campaign,
                 (data.moved ?? data.receipts)?.join(' '), data.kind && !kind.startsWith('repeat_') && word(data.kind), data.clock && `${data.clock} ${word(data.state)} ${data.due_on ?? ''}`,
                 data.desk && names.desk(data.desk), data.ground && names.ground(data.ground), data.outcome && word(data.outcome), data.step?.to && data.step.to, data.respondent, data.result && data.days !== undefined
                   ? `${word(data.result === 'refused' ? 'refused_reply' : data.result)}${aside(word('day', data.days))}` : '',
                 data.report, data.categories?.map(names.category).join(' · '), data.reason, data.lead, data.note, data.text,
                 kind === 'delivery_noted' ? noticeText(data.detail) : data.detail];
  return parts.filter(Boolean).join(' · ');
}

async function wholeTimeline(path) {
  const all = [];
  for (let after = 0; after !== null;) {
    const { body } = await get(`${path}?after=${after}`);
    all.push(...body.entries);
    after = body.next;
  }
  return all;
}

function timeline(entries, names) {
  return el('ol', { class: 'timeline' }, ...entries.map((entry) => el('li', {},
    el('time', { datetime: entry.at }, when(entry.at)), ` ${word(entry.kind)} `, el('span', { class: 'text' }, entryText(entry.kind, entry.data, names)))));
}

/** Shows a case. @returns a function that leaves it */
export async function casePage(number, reload) {
  const { body: page, etag } = await ask('GET', `/api/v1/cases/${encodeURIComponent(number)}`);
  const entries = await wholeTimeline(page.timeline);
  const names = wordsFor(await reference());
  const letters = await lettersSection(page, reload);
  const notice = el('div', { role: 'status' });
  show(page.case_no,
    el('p', {}, el('a', { href: '#/cases' }, word('back'))), notice,
    page.merged_into ? el('p', { class: 'notice' }, `${word('merged_into')} `, caseLink(page.merged_into)) : null,
    el('div', { class: 'columns' },
      el('div', {},
        section('parties', overview(page, names)),
        page.hints?.hints.length ? hints(page.hints) : null,
        page.repeats.length ? section('repeat_law', ...page.repeats.map((one) => repeatOf(one, page, names))) : null,
        section('clocks', ...page.clocks.map(clock)),
        section('complaints', ...page.complaints.map((one) => complaint(one, page, reload))),
        section('deliveries', el('table', {}, el('tbody', {}, ...page.deliveries.map(delivery))))),
      el('div', {},
        section('actions', ...page.actions.map((offered) => actionForm(offered, page, etag, names, reload))),
        letters,
        section('timeline', timeline(entries, names)))));

  const end = listen((news) => {
    if (news && news.case_no !== page.case_no) return;
    // What is being typed is not thrown away: the officer decides when to read again.
    notice.replaceChildren(el('p', { class: 'notice' }, `${word('live_changed')} `,
      el('button', { type: 'button', click: () => reload().catch((problem) => say(problem.message, true)) }, word('reload'))));
  });
  const keys = shortcuts({ u: () => { location.hash = '#/cases'; } });
  return () => {
    end();
    keys();
  };
}
