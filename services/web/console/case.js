// One case: parties, every clock with its arithmetic, complaints, notices, timeline, and what may be done now.
import { aside, day, dueMark, el, say, show, when } from './page.js';
import { actionForm, revealForm } from './forms.js';
import { ask, get, reference } from './server.js';
import { listen } from './live.js';
import { named, word, wordOf } from './words.js';

const caseLink = (number) => el('a', { href: `#/cases/${encodeURIComponent(number)}` }, number);

/** Turns the codes of a case into words; a code that is not known stays as it is. */
function wordsFor(known) {
  const find = (list, name, code) => list.find((one) => one[name] === code);
  return {
    desk: (id) => named(find(known.desks, 'id', id), 'name_') || id,
    officer: (id) => find(known.officers, 'id', id)?.name ?? id,
    category: (code) => `${code} ${named(find(known.categories, 'code', code))}`.trim(),
    ground: (code) => `${code} ${named(find(known.grounds, 'code', code))}`.trim(),
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

/** A list of terms; what is empty is left out. */
function facts(...pairs) {
  const list = el('dl');
  for (const [term, value] of pairs) {
    const empty = value === null || value === undefined || value === '' || (Array.isArray(value) && !value.length);
    if (!empty) list.append(el('dt', {}, word(term)), el('dd', {}, ...(Array.isArray(value) ? value : [value])));
  }
  return list;
}

function overview(page, names) {
  return facts(
    ['state', word(page.state)], ['track', word(`track_${page.track}`)], ['outcome', outcome(page.outcome, names)],
    ['due', dueMark(page.due)],
    ['complainant', page.complainant], ['respondent', page.respondent], ['platform', page.platform],
    ['desk', named(page.desk, 'name_')], ['officer', page.officer?.name ?? page.officer?.id],
    ['assigned_because', page.assigned_because.map((text) => because(text, names)).join(' · ')], ['category', page.categories.map(names.category).join(' · ')],
    ['received', day(page.received_at)], ['verdict', page.verdict === 'review' ? word('review') : ''],
    ['related', page.related && caseLink(page.related)], ['from', page.from && caseLink(page.from)],
    ['reports', page.reports.flatMap((number) => [caseLink(number), ' '])]);
}

function clock(one) {
  const open = one.state === 'running' || one.state === 'breached';
  const span = (s) => el('li', {}, `${s.from === s.to ? s.from : `${s.from} … ${s.to}`}${word('colon')}` +
    `${word(s.reason)} · ${word(s.counted ? 'counted' : 'not_counted')}`);
  return el('article', {},
    el('h3', {}, `${one.clock} ${named(one, 'title_')}`),
    facts(['state', word(one.state)], ['started_on', one.started_on],
          ['due_on', open ? dueMark({ ...one, clock: '', breached: one.state === 'breached' }) : one.due_on],
          ['ended_on', one.ended_on],
          ['basis', `${named(one.instrument) || one.basis?.instrument || ''} ${one.basis?.article ?? ''}` +
                    (one.basis?.verified ? '' : aside(word('unverified')))]),
    one.arithmetic?.length
      ? el('details', {}, el('summary', {}, word('arithmetic')), el('ol', {}, ...one.arithmetic.map(span))) : null);
}

/** Why this complaint is in this case: field by field, read when it is opened. */
function explanation(path) {
  const place = el('div');
  const made = el('details', {}, el('summary', {}, word('explanation')), place);
  made.addEventListener('toggle', async () => {
    if (!made.open || place.childElementCount) return;
    try {
      const { body } = await get(path);
      place.replaceChildren(body.fields?.length
        ? el('dl', {}, ...body.fields.flatMap((f) => [el('dt', {}, named(f.label)),
          el('dd', {}, `${named(f.level_label)} · ${word('bits', f.bits)}`)]))
        : el('p', {}, word('no_other_case')));
    } catch (problem) {
      say(problem.message, true);
    }
  });
  return made;
}

function complaint(one) {
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
    one.explanation ? explanation(one.explanation) : null,
    revealForm(one.receipt_no));
}

function delivery(one) {
  return el('tr', {}, el('td', {}, when(one.at)), el('td', {}, word(one.state === 'failed' ? 'failed_delivery' : one.state)),
            el('td', {}, noticeText(one.detail)));
}

/** What an entry says beside its kind, in the order it is asked. */
function entryText(kind, data, names) {
  const parts = [data.officer && names.officer(data.officer), data.receipt, data.kind && word(data.kind), data.clock && `${data.clock} ${word(data.state)} ${data.due_on ?? ''}`,
                 data.desk && names.desk(data.desk), data.ground && names.ground(data.ground), data.outcome && word(data.outcome), data.respondent, data.result && data.days !== undefined
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

const section = (name, ...content) => el('section', { 'aria-label': word(name) }, el('h2', {}, word(name)), ...content);

/** Shows a case. @returns a function that leaves it */
export async function casePage(number, reload) {
  const { body: page, etag } = await ask('GET', `/api/v1/cases/${encodeURIComponent(number)}`);
  const entries = await wholeTimeline(page.timeline);
  const names = wordsFor(await reference());
  const notice = el('div', { role: 'status' });
  show(page.case_no,
    el('p', {}, el('a', { href: '#/cases' }, word('back'))), notice,
    el('div', { class: 'columns' },
      el('div', {},
        section('parties', overview(page, names)),
        section('clocks', ...page.clocks.map(clock)),
        section('complaints', ...page.complaints.map(complaint)),
        section('deliveries', el('table', {}, el('tbody', {}, ...page.deliveries.map(delivery))))),
      el('div', {},
        section('actions', ...page.actions.map((offered) => actionForm(offered, page, etag, names, reload))),
        section('timeline', timeline(entries, names)))));

  const end = listen((news) => {
    if (news && news.case_no !== page.case_no) return;
    // What is being typed is not thrown away: the officer decides when to read again.
    notice.replaceChildren(el('p', { class: 'notice' }, `${word('live_changed')} `,
      el('button', { type: 'button', click: () => reload().catch((problem) => say(problem.message, true)) }, word('reload'))));
  });
  const keyboard = (event) => {
    if (event.key === 'u' && !/^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) location.hash = '#/cases';
  };
  document.addEventListener('keydown', keyboard);
  return () => {
    end();
    document.removeEventListener('keydown', keyboard);
  };
}
