// Why two complaints were taken for one, or not: each field moves the odds by so many bits, as a table with bars.
// Two questions are asked, and the total is about as low as the lower answer.
import { aside, caseLink, draw, el, signed } from './page.js';
import { named, word } from './words.js';

/** The lines of one question: a start, what each field adds, and where that leads. */
function question(start, fields, sum) {
  let at = 0;
  const lines = [start, ...fields].map((line) => {
    const from = at;
    at += line.bits;
    return { ...line, from, to: at };
  });
  return [...lines, { label: word(sum), said: '', bits: at, from: 0, to: at, sum: true }];
}

function questions(match) {
  const of = (stage) => match.fields.filter((f) => f.stage === stage)
    .map((f) => ({ label: named(f.label), said: named(f.level_label), bits: Number(f.bits) }));
  return [
    ['same_person', question({ label: word('prior'), said: word('prior_says'), bits: -Number(match.prior_bits) }, of('person'), 'sum')],
    ['same_dispute', question({ label: word('base_rate'), said: word('base_rate_says'), bits: Number(match.base_rate_bits) }, of('dispute'), 'sum')],
  ];
}

/** Full to the right is for, hollow to the left is against; the text beside it says the same. */
function bar(line, low, high) {
  const x = (bits) => ((bits - low) / (high - low)) * 100;
  const left = Math.min(x(line.from), x(line.to));
  const kind = line.sum || !line.bits ? 'sum' : line.bits < 0 ? 'against' : 'for';
  return draw('svg', { viewBox: '0 0 100 14', preserveAspectRatio: 'none', class: 'bar', 'aria-hidden': 'true' },
    draw('line', { x1: x(0), x2: x(0), y1: 0, y2: 14, class: 'zero' }),
    draw('rect', { x: left, y: 2, width: Math.max(Math.abs(x(line.to) - x(line.from)), 0.5), height: 10, class: kind }));
}

/** What the total means, with the bounds when the model that judged is the one that judges now. */
function verdictText(match, rule) {
  const total = signed(Number(match.total_bits));
  if (rule.model !== match.model) return word(`band_${match.band}_plain`, total);
  const [tie, review] = [rule.tie_bits, rule.review_bits].map((bits) => signed(Number(bits)));
  const reached = Number(match.total_bits) >= Number(rule.tie_bits);
  const rival = match.runner_up && Number(match.runner_up_bits) > Number(match.total_bits) - Number(rule.margin_bits);
  if (match.band === 'new') return word('band_new', total, review);
  if (match.band === 'tie') return word('band_tie', total, tie);
  if (!reached) return word('band_review', total, review, tie);
  return rival ? word('band_review_rival', total, tie, rule.margin_bits) : word('band_review_name', total, tie);
}

// Roles are written out because the sheet lays rows out anew on narrow screens, which would take them away.
const row = (attributes, ...cells) => el('tr', { role: 'row', ...attributes }, ...cells);
const cell = (attributes, ...content) => el('td', { role: 'cell', ...attributes }, ...content);

function rows(lines, low, high) {
  return lines.map((line) => row({ class: line.sum && 'sum' }, el('th', { scope: 'row', role: 'rowheader' }, line.label),
    cell({}, line.said), cell({ class: 'number' }, signed(line.bits)), cell({ class: 'bars' }, bar(line, low, high))));
}

function remarks(match) {
  const parts = [word('compared', match.candidates, match.model)];
  if (match.capped.length) parts.push(word('capped', match.capped.length));
  const said = el('p', { class: 'basis' }, parts.join(word('stop')));
  if (match.runner_up) said.append(word('stop'), word('runner_up', signed(Number(match.runner_up_bits))), ' ', caseLink(match.runner_up));
  return said;
}

/** @param match as the server explains a decision @param rule where the bands end now */
export function waterfall(match, rule) {
  if (!match.best) return el('p', {}, word('no_other_case'));
  const asked = questions(match);
  const reached = asked.flatMap(([, lines]) => lines.flatMap((line) => [line.from, line.to]));
  const low = Math.min(0, ...reached), high = Math.max(1, ...reached);
  const total = Number(match.total_bits);
  const body = ([name, lines]) => el('tbody', { role: 'rowgroup' },
    row({}, el('th', { scope: 'rowgroup', role: 'rowheader', colspan: '4', class: 'group' }, word(name))), ...rows(lines, low, high));
  const last = { label: word('total'), said: word('total_says'), bits: total, from: 0, to: Math.min(Math.max(total, low), high), sum: true };
  return el('div', { class: 'waterfall' },
    el('p', {}, el('strong', {}, verdictText(match, rule))),
    el('table', { role: 'table' },
      el('caption', {}, word('against_case'), ' ', caseLink(match.best), aside(word('bars'))),
      el('thead', { role: 'rowgroup' }, row({}, ...['field', 'level', 'bits_head', 'effect'].map((name) =>
        el('th', { scope: 'col', role: 'columnheader' }, word(name))))),
      ...asked.map(body), el('tbody', { role: 'rowgroup' }, ...rows([last], low, high))),
    remarks(match));
}
