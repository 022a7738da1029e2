// Shows faults beside their fields and in a summary that is announced and takes the focus.
// A fault is {pointer, detail}; a field says its JSON pointer in data-pointer.
import { t } from './i18n.js';

const box = document.getElementById('problems');
const CONTROL = 'input, textarea, select';
let serial = 0;

/// The element of a pointer: itself, else a field within ("/respondent"), else what contains it ("/evidence/0").
function elementOf(pointer) {
  const all = [...document.querySelectorAll('[data-pointer]')];
  for (let at = pointer; at; at = at.slice(0, at.lastIndexOf('/'))) {
    const found = all.find((e) => e.dataset.pointer === at) ?? all.find((e) => e.dataset.pointer.startsWith(at + '/'));
    if (found) return found;
  }
  return null;
}

function mark(element, detail) {
  const note = document.createElement('p');
  note.className = 'error';
  note.id = `error-${++serial}`;
  note.textContent = detail;
  element.setAttribute('aria-invalid', 'true');
  const described = element.getAttribute('aria-describedby');
  element.setAttribute('aria-describedby', described ? `${described} ${note.id}` : note.id);
  if (element.matches(CONTROL)) element.after(note);
  else element.append(note);
  const folded = element.closest('details');
  if (folded) folded.open = true;
}

function unmark(element) {
  const ids = (element.getAttribute('aria-describedby') ?? '').split(' ');
  for (const id of ids) if (id.startsWith('error-')) document.getElementById(id)?.remove();
  const rest = ids.filter((id) => id && !id.startsWith('error-')).join(' ');
  if (rest) element.setAttribute('aria-describedby', rest);
  else element.removeAttribute('aria-describedby');
  element.removeAttribute('aria-invalid');
}

export function clearErrors() {
  box.replaceChildren();
  document.querySelectorAll('[aria-invalid]').forEach(unmark);
}

// What is being changed is no longer known to be wrong.
document.addEventListener('input', (event) => event.target.hasAttribute('aria-invalid') && unmark(event.target));

/// As they stand on the page; what belongs to no field comes last.
function order(a, b) {
  if (a === b) return 0;
  if (!a || !b) return a ? -1 : 1;
  return a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_PRECEDING ? 1 : -1;
}

/// @param reveal  called with a field before it gets the focus, to open the step it is in
export function showErrors(faults, reveal = () => {}) {
  clearErrors();
  const lead = document.createElement('p');
  lead.textContent = t('error.summary');
  const list = document.createElement('ul');
  const placed = faults.map((fault) => ({ fault, element: elementOf(fault.pointer) }));
  placed.sort((a, b) => order(a.element, b.element));
  for (const { fault, element } of placed) {
    const item = document.createElement('li');
    if (element) {
      mark(element, fault.detail);
      const link = document.createElement('a');
      link.href = '#' + (element.id || '');
      link.textContent = fault.detail;
      link.addEventListener('click', (event) => {
        event.preventDefault();
        reveal(element);
        const target = element.matches(CONTROL) ? element : element.querySelector('input, button');
        (target ?? element).focus();
      });
      item.append(link);
    } else {
      item.textContent = fault.detail;
    }
    list.append(item);
  }
  const first = placed.find((one) => one.element);
  if (first) reveal(first.element);
  box.append(lead, list);
  box.focus();
}

/// One sentence that belongs to no field.
export function showSentence(text) {
  clearErrors();
  const line = document.createElement('p');
  line.textContent = text;
  box.append(line);
  box.focus();
}
