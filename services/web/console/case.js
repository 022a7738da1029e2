// One case: parties, every clock with its arithmetic, complaints, notices, timeline, and what may be done now.
import { day, dueMark, el, say, show, when } from './page.js';
import { actionForm, revealForm } from './forms.js';
import { ask, get } from './server.js';
import { listen } from './live.js';
import { named, word } from './words.js';

const caseLink = (number) => el('a', { href: `#/cases/${encodeURIComponent(number)}` }, number);

/** A list of terms; what is empty is left out. */
function facts(...pairs) {
  const list = el('dl');
  for (const [term, value] of pairs) {
    const empty = value === null || value === undefined || value === '' || (Array.isArray(value) && !value.length);
    if (!empty) list.append(el('dt', {}, word(term)), el('dd', {}, ...(Array.isArray(value) ? value : [value])));
  }
  return list;
}

function overview(page) {
  return facts(
    ['state', word(page.state)], ['track', word(`track_${page.track}`)], ['outcome', (page.outcome ?? '').split(' ').map((code) => code && word(code)).join(' ')], ['due', dueMark(page.due)],
    ['complainant', page.complainant], ['respondent', page.respondent], ['platform', page.platform],
    ['desk', named(page.desk, 'name_')], ['officer', page.officer?.name ?? page.officer?.id],
    ['assigned_because', page.assigned_because.join(' · ')], ['category', page.categories.join(' ')],
    ['received', day(page.received_at)], ['verdict', page.verdict === 'review' ? word('review') : ''],
    ['related', page.related && caseLink(page.related)], ['from', page.from && caseLink(page.from)],
    ['reports', page.reports.flatMap((number) => [caseLink(number), ' '])]);
}

function clock(one) {
  const open = one.state === 'running' || one.state === 'breached';
  const span = (s) => el('li', {}, `${s.from === s.to ? s.from : `${s.from} … ${s.to}`}: ` +
    `${word(s.reason)}, ${word(s.counted ? 'counted' : 'not_counted')}`);
  return el('article', {},
    el('h3', {}, `${one.clock} ${named(one, 'title_')}`),
    facts(['state', word(one.state)], ['started_on', one.started_on],
          ['due_on', open ? dueMark({ ...one, clock: '', breached: one.state === 'breached' }) : one.due_on],
          ['ended_on', one.ended_on],
          ['basis', `${named(one.instrument) || one.basis?.instrument || ''} ${one.basis?.article ?? ''}` +
                    (one.basis?.verified ? '' : ` (${word('unverified')})`)]),
    one.arithmetic?.length
      ? el('details', {}, el('summary', {}, word('arithmetic')), el('ol', {}, ...one.arithmetic.map(span))) : null);
}

function complaint(one) {
  const s = one.summary ?? {};
  const calls = (s.calls ?? []).map((c) => el('li', {},
    [c.called_at, c.caller_masked, c.transcript].filter(Boolean).join(' · ')));
  return el('article', {},
    el('h3', {}, one.receipt_no),
    facts(['received', when(one.received_at)], ['complainant', [s.complainant_masked, s.phone_masked].filter(Boolean).join(' ')],
          ['respondent', [s.respondent, s.platform, s.shop].filter(Boolean).join(' · ')], ['product', s.product],
          ['amount', s.amount && `${s.amount} ${s.currency ?? ''}`], ['requests', (s.requests ?? []).join(' ')],
          ['calls', calls.length ? el('ul', {}, ...calls) : '']),
    el('p', { class: 'text' }, s.narrative ?? ''),
    revealForm(one.receipt_no));
}

function delivery(one) {
  return el('tr', {}, el('td', {}, when(one.at)), el('td', {}, word(one.state === 'failed' ? 'failed_delivery' : one.state)),
            el('td', {}, one.detail ?? ''));
}

/** What an entry says beside its kind, in the order it is asked. */
function entryText(data) {
  const parts = [data.officer, data.receipt, data.kind && word(data.kind), data.clock && `${data.clock} ${word(data.state)} ${data.due_on ?? ''}`,
                 data.desk, data.ground, data.outcome && word(data.outcome), data.respondent, data.result && data.days !== undefined
                   ? `${word(data.result === 'refused' ? 'refused_reply' : data.result)} (${word('day', data.days)})` : '',
                 data.report, data.categories?.join(' '), data.reason, data.lead, data.note, data.text, data.detail];
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

function timeline(entries) {
  return el('ol', { class: 'timeline' }, ...entries.map((entry) => el('li', {},
    el('time', { datetime: entry.at }, when(entry.at)), ` ${word(entry.kind)} `, el('span', { class: 'text' }, entryText(entry.data)))));
}

const section = (name, ...content) => el('section', { 'aria-label': word(name) }, el('h2', {}, word(name)), ...content);

/** Shows a case. @returns a function that leaves it */
export async function casePage(number, reload) {
  const { body: page, etag } = await ask('GET', `/api/v1/cases/${encodeURIComponent(number)}`);
  const entries = await wholeTimeline(page.timeline);
  const notice = el('div', { role: 'status' });
  show(page.case_no,
    el('p', {}, el('a', { href: '#/cases' }, word('back'))), notice,
    el('div', { class: 'columns' },
      el('div', {},
        section('parties', overview(page)),
        section('clocks', ...page.clocks.map(clock)),
        section('complaints', ...page.complaints.map(complaint)),
        section('deliveries', el('table', {}, el('tbody', {}, ...page.deliveries.map(delivery))))),
      el('div', {},
        section('actions', ...page.actions.map((offered) => actionForm(offered, page, etag, reload))),
        section('timeline', timeline(entries)))));

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
