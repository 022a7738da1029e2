// Campaigns: complaints about the same script or number, linked and never merged. The list, and one of them.
import { caseLink, draw, el, facts, field, grid, pager, say, section, select, shortcuts, show, stepRows, when } from './page.js';
import { get } from './server.js';
import { word, wordOf } from './words.js';

const path = '/campaigns';
const dayMs = 86_400_000;
const campaignLink = (number) => el('a', { href: `#${path}/${encodeURIComponent(number)}` }, number);
const alertText = (one) => (one.last_burst_on ? `! ${word('burst_on', one.last_burst_on)}` : `– ${word('no_burst')}`);
const few = (texts) => texts.slice(0, 3).join(' · ') + (texts.length > 3 ? ` ${word('and_more', texts.length - 3)}` : '');

/** Every day from the first to the last with its new cases, the quiet ones too. */
function everyDay(growth) {
  const on = new Map(growth.map((one) => [one.date, one.cases]));
  const days = [];
  if (!growth.length) return days;
  for (let at = Date.parse(growth[0].date); at <= Date.parse(growth.at(-1).date); at += dayMs) {
    const date = new Date(at).toISOString().slice(0, 10);
    days.push({ date, cases: on.get(date) ?? 0 });
  }
  return days;
}

function lastWeek(growth) {
  const end = growth.length ? Date.parse(growth.at(-1).date) : 0;
  return growth.filter((one) => end - Date.parse(one.date) < 7 * dayMs).reduce((sum, one) => sum + one.cases, 0);
}

function bars(days, height, attributes) {
  const most = Math.max(1, ...days.map((one) => one.cases));
  return draw('svg', { viewBox: `0 0 ${Math.max(days.length, 30) * 4} ${height}`, preserveAspectRatio: 'none', ...attributes },
    draw('line', { x1: 0, x2: Math.max(days.length, 30) * 4, y1: height - 0.5, y2: height - 0.5, class: 'zero' }),
    ...days.filter((one) => one.cases).map((one) => {
      const tall = (one.cases / most) * (height - 2);
      return draw('rect', { x: days.indexOf(one) * 4 + 0.5, y: height - 1 - tall, width: 3, height: tall, class: 'for' });
    }));
}

/** Shows the list. @returns a function that leaves it */
export async function campaignsPage(query) {
  const asked = new URLSearchParams({ limit: 20, ...Object.fromEntries(query) });
  const { body: page } = await get(`/api/v1/campaigns?${asked}`);
  const form = el('form', { class: 'filters', 'aria-label': word('filter') },
    field(word('sort'), select('sort', [['activity', word('by_activity')], ['size', word('by_size')]], query.get('sort') ?? 'activity')),
    el('button', { class: 'main' }, word('apply')));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    location.hash = `#${path}?sort=${form.elements.sort.value}`;
  });
  const rows = page.items.map((one) => [
    campaignLink(one.campaign_no), { number: String(one.cases) }, { number: String(one.complaints) },
    el('span', { class: 'spark' }, `+${lastWeek(one.growth)} `, bars(everyDay(one.growth), 20, { class: 'sparkline', 'aria-hidden': 'true' })),
    few(one.numbers), when(one.last_seen), alertText(one)]);
  show(word('campaigns'), form,
    page.items.length
      ? grid(word('campaigns_say'), ['campaign', 'cases', 'complaints_head', 'last_week', 'numbers', 'last_seen', 'alert'], rows)
      : el('p', {}, word('no_campaigns')),
    pager(path, query, page.next));
  return shortcuts({ j: () => stepRows(1), k: () => stepRows(-1) });
}

function growth(page) {
  const days = everyDay(page.growth);
  if (!days.length) return el('p', {}, word('no_growth'));
  const most = Math.max(...days.map((one) => one.cases));
  const said = word('growth_says', days[0].date, days.at(-1).date, most);
  return el('figure', {},
    bars(days, 60, { class: 'chart', role: 'img', 'aria-label': said }), el('figcaption', {}, said),
    el('details', {}, el('summary', {}, word('as_table')),
      grid(said, ['date', 'new_cases'], page.growth.map((one) => [one.date, { number: String(one.cases) }]))));
}

/** The words of an exemplar are with its complaint: read when asked for. */
function exemplar(one) {
  const place = el('p', { class: 'text' });
  const made = el('details', {}, el('summary', {}, one.receipt_no), place);
  made.addEventListener('toggle', async () => {
    if (!made.open || place.textContent) return;
    try {
      const found = (await get(`/api/v1/cases?state=any&q=${encodeURIComponent(one.receipt_no)}`)).body.cases[0];
      if (!found) return place.append(word('not_there_yet'));
      const { body } = await get(`/api/v1/cases/${encodeURIComponent(found.case_no)}`);
      const summary = body.complaints.find((other) => other.receipt_no === one.receipt_no)?.summary ?? {};
      place.append(caseLink(found.case_no), ' ',
        [summary.narrative, ...(summary.calls ?? []).map((call) => call.transcript)].filter(Boolean).join('\n'));
    } catch (problem) {
      say(problem.message, true);
    }
  });
  return made;
}

function alerts(page) {
  return grid(word('alerts_say'), ['date', 'new_cases', 'daily_mean', 'receipt'], page.alerts.map((one) => [
    one.date, { number: String(one.cases) }, { number: (one.daily_mean_centi / 100).toFixed(2) }, one.receipt_no]));
}

function members(page, query) {
  const share = (one) => (one.containment_permille === null ? '' : `${(one.containment_permille / 10).toFixed(1)} % · ${one.exemplar}`);
  return el('div', {},
    grid(word('members_say'), ['receipt', 'case_no', 'received', 'linked_by', 'containment'], page.items.map((one) => [
      one.receipt_no, caseLink(one.case_no), when(one.received_at), wordOf('by', one.by), share(one)])),
    pager(`${path}/${encodeURIComponent(page.campaign_no)}`, query, page.next));
}

/** Shows one campaign. @returns a function that leaves it */
export async function campaignPage(number, query) {
  const asked = new URLSearchParams({ limit: 20, ...Object.fromEntries(query) });
  const { body: page } = await get(`/api/v1/campaigns/${encodeURIComponent(number)}?${asked}`);
  const list = (texts) => (texts.length ? el('ul', { class: 'plain' }, ...texts.map((text) => el('li', {}, text))) : el('p', {}, word('none_given')));
  show(`${word('campaign')} ${page.campaign_no}`,
    el('p', {}, el('a', { href: `#${path}` }, word('back_to_list'))),
    el('div', { class: 'columns' },
      el('div', {},
        facts(['cases', String(page.cases)], ['complaints_head', String(page.complaints)], ['first_seen', when(page.first_seen)],
          ['last_seen', when(page.last_seen)], ['alert', alertText(page)],
          ['resembles', page.resembles && [campaignLink(page.resembles.campaign_no), ` ${(page.resembles.containment_permille / 10).toFixed(1)} %`]]),
        section('growth', growth(page)), page.alerts.length ? section('alerts', alerts(page)) : '',
        section('campaign_cases', members(page, query))),
      el('div', {}, section('numbers', list(page.numbers)), section('respondents', list(page.respondents)),
        section('exemplars', ...(page.exemplars.length ? page.exemplars.map(exemplar) : [el('p', {}, word('none_given'))])))));
  return shortcuts({ u: () => { location.hash = path; } });
}
