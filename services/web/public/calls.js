// The list of calls in the form: as many as happened, empty ones left out.
import { t, translate } from './i18n.js';

const CALLS_MAX = 200;
const list = document.getElementById('calls');
const template = document.getElementById('call');
let serial = 0;

const entries = () => [...list.querySelectorAll('.call')];
const field = (entry, name) => entry.querySelector(`[data-call="${name}"]`);

/// Numbers the entries anew, after each change and each switch of language.
export function nameCalls() {
  entries().forEach((entry, i) => {
    entry.querySelector('legend').textContent = t('call.legend', { n: i + 1 });
    entry.querySelector('[data-remove]').hidden = entries().length === 1;
  });
  document.getElementById('add-call').hidden = entries().length >= CALLS_MAX;
}

export function addCall(focus = true) {
  const entry = template.content.firstElementChild.cloneNode(true);
  for (const label of entry.querySelectorAll('label')) {
    const control = label.parentElement.querySelector('input, textarea');
    control.id = `call-${++serial}`;
    label.htmlFor = control.id;
  }
  entry.querySelector('[data-remove]').addEventListener('click', () => {
    entry.remove();
    nameCalls();
    document.getElementById('add-call').focus();
  });
  translate(entry);
  list.append(entry);
  nameCalls();
  if (focus) field(entry, 'caller_number').focus();
}

export function clearCalls() {
  list.replaceChildren();
  addCall(false);
}

/// RFC 3339 with this device's offset on that day; the date alone when no time is known.
function calledAt(entry) {
  const date = field(entry, 'called_at').value;
  const time = entry.querySelector('[data-call-time]').value;
  if (!date || !time) return date;
  const east = -new Date(`${date}T${time}`).getTimezoneOffset();
  const two = (n) => String(Math.trunc(n)).padStart(2, '0');
  return `${date}T${time}:00${east < 0 ? '-' : '+'}${two(Math.abs(east) / 60)}:${two(Math.abs(east) % 60)}`;
}

function readCall(entry) {
  const call = {};
  for (const name of ['caller_number', 'callback_number', 'transcript']) {
    const value = field(entry, name).value.trim();
    if (value) call[name] = value;
  }
  if (calledAt(entry)) call.called_at = calledAt(entry);
  const duration = field(entry, 'duration_s').value.trim();
  // What is no number goes as it is, so that the server says what is wrong with it.
  if (duration) call.duration_s = /^\d+$/.test(duration) ? Number(duration) : duration;
  if (field(entry, 'refused').checked) call.refused = true;
  return call;
}

/// The calls that hold anything; each field is given the pointer that the server will name it by.
export function readCalls() {
  const calls = [];
  for (const entry of entries()) {
    const call = readCall(entry);
    const used = Object.keys(call).length > 0;
    for (const control of entry.querySelectorAll('[data-call]')) {
      if (used) control.dataset.pointer = `/calls/${calls.length}/${control.dataset.call}`;
      else delete control.dataset.pointer;
    }
    if (used) calls.push(call);
  }
  return calls;
}
