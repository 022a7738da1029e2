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

/** Puts a page in place and moves the focus to its heading, so that a screen reader starts there. */
export function show(title, ...content) {
  const heading = el('h1', { tabindex: '-1' }, title);
  document.getElementById('main').replaceChildren(heading, ...content);
  document.title = `${title} · ${word('brand')}`;
  heading.focus({ preventScroll: true });
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
