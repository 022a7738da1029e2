// Small parts that pages are made of. Text always goes in as text, never as markup.
import { language, word } from './words.js';

/** Makes an element: el('a', {href: '#/x', class: 'y'}, 'text', child). Event handlers are given as functions. */
export function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener(name, value);
    else if (value === true) made.setAttribute(name, '');
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined && child !== ''));
  return made;
}

/** The same for a drawing: shapes and their attributes, no styles. */
export function draw(tag, attributes = {}, ...children) {
  const made = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** Bits with their sign: "+8.00", "−2.40". */
export const signed = (bits) => `${bits > 0 ? '+' : bits < 0 ? '−' : '±'}${Math.abs(bits).toFixed(2)}`;

/** A remark behind a text, in the brackets of the language. */
export const aside = (text) => (text ? (language() === 'zh' ? `（${text}）` : ` (${text})`) : '');

let fields = 0;

/** A labelled field: its wrapper, with .input being the field itself. */
export function field(label, input, hint = '') {
  input.id ||= `field-${++fields}`;
  const wrapper = el('div', { class: 'field' }, el('label', { for: input.id }, label, aside(hint)), input);
  wrapper.input = input;
  return wrapper;
}

export function select(name, options, chosen = '') {
  const made = el('select', { name });
  for (const [value, text] of options) made.append(el('option', { value, selected: value === chosen }, text));
  return made;
}

export const caseLink = (number) => el('a', { href: `#/cases/${encodeURIComponent(number)}` }, number);

export const section = (name, ...content) => el('section', { 'aria-label': word(name) }, el('h2', {}, word(name)), ...content);

/** A list of terms; what is empty is left out. */
export function facts(...pairs) {
  const list = el('dl');
  for (const [term, value] of pairs) {
    const empty = value === null || value === undefined || value === '' || (Array.isArray(value) && !value.length);
    if (!empty) list.append(el('dt', {}, word(term)), el('dd', {}, ...(Array.isArray(value) ? value : [value])));
  }
  return list;
}

/** A table: column words, rows of cells; the first cell heads its row. A cell {number} is aligned as one. */
export function grid(caption, columns, rows) {
  const isNumber = (one) => one !== null && typeof one === 'object' && 'number' in one;
  const kind = (i) => rows.length > 0 && isNumber(rows[0][i]) && 'number';
  const cell = (one, i) => (i === 0 ? el('th', { scope: 'row' }, one)
    : el('td', { class: kind(i) }, isNumber(one) ? one.number : one));
  const said = `caption-${++fields}`;
  // The caption stands outside of what scrolls, so that it can be read whole on a narrow screen.
  return el('div', {}, el('p', { class: 'basis', id: said }, caption),
    el('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-labelledby': said },
      el('table', { class: columns.length > 5 && 'wide', 'aria-labelledby': said },
        el('thead', {}, el('tr', {}, ...columns.map((name, i) => el('th', { scope: 'col', class: kind(i) }, word(name))))),
        el('tbody', {}, ...rows.map((row) => el('tr', {}, ...row.map(cell)))))));
}

/** Links to the first and the next page of a list. */
export function pager(path, query, next) {
  const nav = el('p', {});
  const here = new URLSearchParams(query);
  if (here.has('cursor')) {
    here.delete('cursor');
    nav.append(el('a', { href: `#${path}?${here}` }, word('first')), ' ');
  }
  if (next) {
    here.set('cursor', next);
    nav.append(el('a', { href: `#${path}?${here}`, rel: 'next' }, word('more')));
  }
  return nav;
}

const switchName = 'guiyi.shortcuts';
export const shortcutsOn = () => localStorage.getItem(switchName) !== 'off';
export const switchShortcuts = () => localStorage.setItem(switchName, shortcutsOn() ? 'off' : 'on');

/** Single keys for what is done often; they can be switched off, and never act while something is typed.
 *  @param keys key to what it does @returns a function that ends it */
export function shortcuts(keys) {
  const hear = (event) => {
    if (!shortcutsOn() || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest?.('input:not([type=radio]), select, textarea')) return;
    if (!Object.hasOwn(keys, event.key)) return;
    event.preventDefault();
    keys[event.key]();
  };
  document.addEventListener('keydown', hear);
  return () => document.removeEventListener('keydown', hear);
}

/** Moves the focus by so many among the links that head the rows of a list. */
export function stepRows(by) {
  const links = [...document.querySelectorAll('tbody th a')];
  const next = links.indexOf(document.activeElement) + by;
  links[Math.min(Math.max(next, 0), links.length - 1)]?.focus();
}

let next = '';

/** Said once the next page is in place, since what was said before is wiped then. */
export const sayNext = (text) => { next = text; };

/** Puts a page in place and moves the focus to its heading, so that a screen reader starts there. */
export function show(title, ...content) {
  const heading = el('h1', { tabindex: '-1' }, title);
  document.getElementById('main').replaceChildren(heading, ...content.filter(Boolean));
  document.title = `${title} · ${word('brand')}`;
  heading.focus({ preventScroll: true });
  if (next) say(next);
  next = '';
}

export function say(text, isProblem = false) {
  const status = document.getElementById('status');
  status.textContent = text;
  status.classList.toggle('problem', isProblem);
}

const office = 'Asia/Shanghai';

export function when(rfc3339) {
  if (!rfc3339) return '';
  return new Intl.DateTimeFormat(language() === 'zh' ? 'zh-CN' : 'en-GB', {
    timeZone: office, dateStyle: 'medium', timeStyle: 'short',
  }).format(new Date(rfc3339));
}

export function day(rfc3339) {
  return rfc3339 ? new Intl.DateTimeFormat('en-CA', { timeZone: office }).format(new Date(rfc3339)) : '';
}

/** A due date as colour, sign and words: never colour alone. */
export function dueMark(due) {
  if (!due) return el('span', { class: 'due none' }, `– ${word('no_due')}`);
  const left = Math.round((Date.parse(due.due_on) - Date.parse(day(new Date().toISOString()))) / 86_400_000);
  const [kind, sign, text] = due.breached || left < 0 ? ['bad', '✕', word('overdue', Math.max(1, -left))]
    : left === 0 ? ['warn', '!', word('due_today')]
    : [left <= 2 ? 'warn' : 'good', left <= 2 ? '!' : '✓', word('days_left', left)];
  const clock = due.clock ? `${due.clock} ` : '';
  return el('span', { class: `due ${kind}` },
            `${sign} ${clock}${due.due_on} · ${text}${due.provisional ? aside(word('provisional')) : ''}`);
}
