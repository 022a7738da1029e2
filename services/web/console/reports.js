// Reports on handling: the list of them, one with its figures, and the cases behind a figure.
import { caseLink, draw, el, facts, field, grid, pager, section, select, show } from './page.js';
import { get, reference } from './server.js';
import { language, named, word, wordOf } from './words.js';

const path = '/reports';
const dimensions = ['desk', 'officer', 'respondent', 'category', 'channel', 'region', 'campaign', 'track'];
const kept = ['by', 'from', 'to', 'as_of', 'sort', ...dimensions];
const reportLink = (name, text) => el('a', { href: `#${path}/${encodeURIComponent(name)}` }, text);
const nameOf = (of) => named(of, 'name_');
const twoPlaces = (hundredths) => (hundredths / 100).toFixed(2);

/** A figure as text; nothing to divide by, or nothing counted, is a dash. */
function shown(value, kind) {
  if (value === null) return '–';
  if (kind === 'share') return value.of ? `${twoPlaces(value.hundredths)} %` : '–';
  if (kind === 'mean') return value.of ? twoPlaces(value.hundredths) : '–';
  return String(value);
}

/** What a bar is as long as. */
const lengthOf = (value) => (value !== null && typeof value === 'object' ? value.hundredths : value ?? 0);

const onlyKept = (query) => new URLSearchParams([...query].filter(([name, value]) => kept.includes(name) && value));

/** Shows the list of reports. @returns a function that leaves it */
export async function reportsPage() {
  const { body } = await get('/api/v1/reports');
  show(word('report_list'), el('ul', { class: 'reports' }, ...body.reports.map((one) => el('li', {},
    reportLink(one.report, nameOf(one)), el('p', { class: 'basis' }, named(one, 'says_'))))));
  return () => {};
}

function choices(of, query, known) {
  const one = (name, options) => field(word(`dim_${name}`), select(name, [['', word('all')], ...options], query.get(name) ?? ''));
  const date = (name, value) => field(word(`report_${name}`), el('input', { type: 'date', name, value }));
  const form = el('form', { class: 'filters', 'aria-label': word('filter') },
    of.as_of_a_day ? '' : date('from', of.period.from), of.as_of_a_day ? '' : date('to', of.period.to), date('as_of', of.as_of),
    of.groupings.length > 1 ? field(word('report_by'), select('by', of.groupings.map((name) => [name, word(`dim_${name}`)]), of.by)) : '',
    one('desk', known.desks.map((desk) => [desk.id, nameOf(desk)])),
    one('officer', known.officers.map((officer) => [officer.id, officer.name])),
    field(word('dim_respondent'), el('input', { name: 'respondent', value: query.get('respondent') ?? '' })),
    el('button', { class: 'main' }, word('apply')));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    location.hash = `#${path}/${of.report}?${onlyKept(new FormData(form))}`;
  });
  return form;
}

/** The same bars for everybody: the table says every number. */
function chart(of, column, rows) {
  const most = Math.max(1, ...rows.map((row) => lengthOf(row.values[column])));
  return el('figure', { class: 'ranking' }, el('figcaption', { class: 'basis' }, nameOf(of.columns[column])),
    ...rows.slice(0, 20).map((row) => {
      const long = (Math.max(0, lengthOf(row.values[column])) / most) * 100;
      return el('div', { class: 'ranking-row' }, el('span', {}, row.name),
        draw('svg', { viewBox: '0 0 100 10', preserveAspectRatio: 'none', class: 'bar', 'aria-hidden': 'true' },
          draw('rect', { x: 0, y: 1, width: long, height: 8, class: 'for' })),
        el('span', { class: 'number' }, shown(row.values[column], of.columns[column].kind)));
    }));
}

function casesLink(of, query, column, group, text) {
  const asked = onlyKept(query);
  asked.set('by', of.by);
  asked.set('column', column.id);
  if (group !== null) asked.set('group', group);
  return el('a', { href: `#${path}/${of.report}/cases?${asked}`, title: word('report_cases') }, text);
}

function figures(of, query) {
  const cells = (values, group) => values.map((value, i) => {
    const text = shown(value, of.columns[i].kind);
    return { number: value && text !== '–' ? casesLink(of, query, of.columns[i], group, text) : text };
  });
  const rows = [...of.rows.map((row) => [row.name, ...cells(row.values, row.group)]), [word('report_total'), ...cells(of.total, null)]];
  const table = grid(named(of, 'says_'), [`dim_${of.by}`, ...of.columns.map(() => '')], rows);
  // Columns are named by the report, not by the catalogue of words.
  table.querySelectorAll('thead th').forEach((head, i) => { if (i > 0) head.textContent = nameOf(of.columns[i - 1]); });
  return table;
}

const heldText = (row) => row.held.map((one) => `${one.officer || one.desk} ${word('report_days', one.days)}`).join(' · ');

function lines(of, rows) {
  return grid(named(of, 'says_'), ['case_no', 'report_on', 'report_what', 'report_n', 'officer', 'respondent', 'report_held'],
    rows.map((row) => [caseLink(row.case_no), row.on, wordOf('cause', row.label), { number: String(row.n) }, row.officer_name,
      row.respondent, heldText(row)]));
}

const about = (of) => facts(
  ['report_period', of.as_of_a_day ? '' : `${of.period.from} – ${of.period.to}`], ['report_as_of', of.as_of],
  ['basis', of.basis ? `${of.basis.instrument} ${of.basis.article}${of.basis.verified ? '' : ` (${word('unverified')})`}` : ''],
  ...Object.entries(of.where).map(([name, value]) => [`dim_${name}`, value || '–']));

const downloads = (of, query) => el('p', {}, ...['csv', 'xlsx'].flatMap((format) => {
  const asked = onlyKept(query);
  asked.set('format', format);
  asked.set('language', language());
  return [el('a', { href: `/api/v1/reports/${of.report}?${asked}`, download: '' }, word(`report_${format}`)), ' '];
}));

/** Shows one report. @returns a function that leaves it */
export async function reportPage(name, query) {
  const asked = onlyKept(query);
  if (query.has('cursor')) asked.set('cursor', query.get('cursor'));
  const [{ body: of }, known] = await Promise.all([get(`/api/v1/reports/${encodeURIComponent(name)}?${asked}`), reference()]);
  const form = choices(of, query, known);
  const back = el('p', {}, el('a', { href: `#${path}` }, word('report_list')));
  if (of.is_list) {
    show(nameOf(of), back, form, of.rows.length ? lines(of, of.rows) : el('p', {}, word('none')),
      pager(`${path}/${name}`, query, of.next), downloads(of, query), about(of));
    return () => {};
  }
  const main = Math.max(0, of.columns.findIndex((column) => column.kind === 'share'));
  show(nameOf(of), back, form, of.rows.length ? section('report_figures', figures(of, query)) : el('p', {}, word('report_nothing')),
    of.rows.length > 1 ? section('report_chart', chart(of, main, of.rows)) : '', downloads(of, query), about(of));
  return () => {};
}

/** Shows the cases behind a figure. @returns a function that leaves it */
export async function reportCasesPage(name, query) {
  const { body: of } = await get(`/api/v1/reports/${encodeURIComponent(name)}/cases?${query}`);
  const column = of.columns.find((one) => one.id === of.column);
  const back = onlyKept(query);
  show(`${nameOf(of)} · ${nameOf(column)}`, el('p', {}, el('a', { href: `#${path}/${name}?${back}` }, word('report_back'))),
    of.rows.length ? lines(of, of.rows) : el('p', {}, word('none')), pager(`${path}/${name}/cases`, query, of.next), about(of));
  return () => {};
}
