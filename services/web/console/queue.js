// The queue: filters, one page of cases with their next due date, the keyboard, live marks.
import { day, dueMark, el, field, pager, say, select, shortcuts, show, stepRows, when } from './page.js';
import { get, reference } from './server.js';
import { listen } from './live.js';
import { named, word } from './words.js';

const columns = ['case_no', 'due', 'state', 'track', 'category', 'complainant', 'respondent', 'officer', 'received',
                 'repeats', 'urges', 'changed'];

function filters(known, query) {
  const anyOf = (list) => [['', word('all')], ...list];
  const states = ['open', 'registered', 'accepted', 'refused', 'closed', 'repeat', 'merged', 'any'];
  const form = el('form', { class: 'filters', 'aria-label': word('filter') },
    field(word('state'), select('state', states.map((s) => [s, word(s === 'any' ? 'all' : s)]), query.get('state') ?? 'open')),
    field(word('desk'), select('desk', anyOf(known.desks.map((d) => [d.id, named(d, 'name_')])), query.get('desk') ?? '')),
    field(word('officer'), select('officer', anyOf(known.officers.map((o) => [o.id, o.name])), query.get('officer') ?? '')),
    field(word('category'), select('category',
      anyOf(known.categories.map((c) => [c.code, `${c.code} ${named(c)}`])), query.get('category') ?? '')),
    field(word('sort'), select('sort', [['due', word('by_due')], ['received', word('by_received')]], query.get('sort') ?? 'due')),
    field(word('number'), el('input', { name: 'q', type: 'search', autocomplete: 'off', value: query.get('q') ?? '' })),
    el('button', { class: 'main' }, word('apply')));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const wanted = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (value) wanted.set(name, value.trim());
    location.hash = `#/cases?${wanted}`;
  });
  return form;
}

function row(one, officers, categories) {
  const cells = [
    el('a', { href: `#/cases/${encodeURIComponent(one.case_no)}` }, one.case_no), dueMark(one.due),
    one.awaiting.length && one.state !== 'accepted' ? word('repeat') : word(one.state),
    word(`track_${one.track}`),
    el('span', { title: one.categories.map((code) => categories.get(code) ?? code).join(' · ') }, one.categories.join(' ')),
    one.complainant ?? '', one.respondent ?? '',
    officers.get(one.officer) ?? one.officer ?? '', day(one.received_at), String(one.complaints), String(one.urges),
    `${word(one.changed_by)} ${when(one.changed_at)}`,
  ];
  const made = el('tr', { 'data-case': one.case_no });
  const kinds = { state: 'fixed', received: 'fixed', repeats: 'number', urges: 'number' };
  cells.forEach((content, i) => made.append(
    i === 0 ? el('th', { scope: 'row' }, content) : el('td', { class: kinds[columns[i]] }, content)));
  return made;
}

function table(page, known) {
  const officers = new Map(known.officers.map((o) => [o.id, o.name]));
  const categories = new Map(known.categories.map((c) => [c.code, named(c)]));
  return el('div', { class: 'scroll' }, el('table', {},
    el('caption', {}, word('keys')),
    el('thead', {}, el('tr', {}, ...columns.map((name) => el('th', { scope: 'col' }, word(name))))),
    el('tbody', {}, ...page.cases.map((one) => row(one, officers, categories)))));
}

/** Shows the queue. @returns a function that leaves it */
export async function queuePage(query) {
  const known = await reference();
  const asked = new URLSearchParams(query);
  if (!asked.has('state')) asked.set('state', asked.has('q') ? 'any' : 'open');
  const load = async () => (await get(`/api/v1/cases?${asked}`)).body;
  const listed = el('div');
  const fill = (page) => {
    listed.replaceChildren(page.cases.length ? table(page, known) : el('p', {}, word('none')));
    listed.append(pager('/cases', query, page.next));
  };
  const page = await load();
  show(word('queue'), filters(known, query), listed);
  fill(page);

  // Many changes at once are one reading; who stands on a row keeps it.
  let waiting = null;
  const changed = new Set();
  const refresh = async () => {
    waiting = null;
    const stood = document.activeElement?.closest?.('tr')?.dataset.case;
    try {
      fill(await load());
    } catch (problem) {
      return say(problem.message, true);
    }
    for (const tr of listed.querySelectorAll('tr[data-case]')) tr.classList.toggle('changed', changed.has(tr.dataset.case));
    if (stood) listed.querySelector(`tr[data-case="${CSS.escape(stood)}"] a`)?.focus();
    changed.clear();
  };
  const end = listen((news) => {
    if (news) changed.add(news.case_no);
    waiting ??= setTimeout(refresh, 1000);
  });
  const keys = shortcuts({ j: () => stepRows(1), k: () => stepRows(-1) });
  return () => {
    end();
    clearTimeout(waiting);
    keys();
  };
}
