// Reads the form into the complaint's JSON, and finds what is missing before anything is sent.
import { readCalls } from './calls.js';
import { language, t } from './i18n.js';

const REQUESTS = ['stop_calls', 'refund', 'return', 'replace', 'repair', 'redo', 'compensate', 'delete_data', 'apologise',
  'other'];
const TEXT_MAX = 20000; // as the server takes it
const form = document.getElementById('complaint');

/// The boxes of "what you ask for".
export function addRequests() {
  const place = document.getElementById('requests');
  for (const code of REQUESTS) {
    const line = document.createElement('div');
    line.className = 'check';
    const box = Object.assign(document.createElement('input'), { type: 'checkbox', id: `request-${code}`, value: code });
    const label = Object.assign(document.createElement('label'), { htmlFor: box.id });
    label.dataset.i18n = `request.${code}`;
    line.append(box, label);
    place.append(line);
  }
}

/// Sets root.a.b = value for "/a/b".
function put(root, pointer, value) {
  const names = pointer.slice(1).split('/');
  const last = names.pop();
  for (const name of names) root = root[name] ??= {};
  root[last] = value;
}

/// The complaint as the server takes it; fields left empty are absent.
export function readComplaint(evidence) {
  const complaint = { channel: 'portal', language: language() };
  const calls = readCalls();
  for (const control of form.querySelectorAll('input[data-pointer], textarea[data-pointer], select[data-pointer]')) {
    if ('call' in control.dataset) continue;
    const value = control.type === 'checkbox' ? control.checked : control.value.trim();
    if (value) put(complaint, control.dataset.pointer, value);
  }
  if (complaint.amount) complaint.amount.currency = 'CNY';
  const requests = [...form.querySelectorAll('#requests input:checked')].map((box) => box.value);
  if (requests.length) complaint.requests = requests;
  if (calls.length) complaint.calls = calls;
  if (evidence.length) complaint.evidence = evidence;
  return complaint;
}

/// Mandatory fields that are empty, up to a step. The server checks the rest, and these again.
export function missing(complaint, step) {
  const faults = [];
  const need = (value, pointer, key) => {
    if (!value) faults.push({ pointer, detail: t('error.required', { field: t(key) }) });
  };
  need(complaint.narrative, '/narrative', 'field.narrative');
  if (step < 2) return faults;
  if (!complaint.complainant?.anonymous) {
    need(complaint.complainant?.name, '/complainant/name', 'field.name');
    need(complaint.complainant?.phone, '/complainant/phone', 'field.phone');
  }
  if (!complaint.respondent?.name && !complaint.calls)
    faults.push({ pointer: '/respondent/name', detail: t('error.respondent_or_call') });
  return faults;
}

/// [label, value] pairs for the reader to check. @param part  which of the form's fields, by pointer
export function review(complaint, part = () => true) {
  const rows = [];
  for (const control of form.querySelectorAll('input[data-pointer], textarea[data-pointer], select[data-pointer]')) {
    if ('call' in control.dataset || !part(control.dataset.pointer)) continue;
    const label = t(form.querySelector(`label[for="${control.id}"]`).dataset.i18n);
    if (control.type === 'checkbox' ? control.checked : control.value.trim()) rows.push([label, shown(control)]);
  }
  const calls = (complaint.calls ?? []).map((c) =>
    [c.caller_number, c.called_at?.replace('T', ' ').slice(0, 16), c.refused && t('call.refused')].filter(Boolean).join(' · '));
  if (calls.length) rows.splice(1, 0, [t('review.calls'), calls.join('\n')]);
  if (complaint.evidence) rows.push([t('review.evidence'), t('review.files', { n: complaint.evidence.length })]);
  if (complaint.requests) rows.push([t('requests.title'), complaint.requests.map((r) => t(`request.${r}`)).join('\n')]);
  return rows;
}

/// What the complaint would add to one that exists, as text: all but who the person is, and the files.
export function asSupplement(complaint) {
  const rows = review({ ...complaint, evidence: null }, (pointer) => !pointer.startsWith('/complainant'));
  for (const call of complaint.calls ?? [])
    for (const name of ['callback_number', 'duration_s', 'transcript'])
      if (call[name]) rows.push([t(`call.${name}`), String(call[name])]);
  return rows.map(([label, value]) => label + t('receipt.colon') + value).join('\n').slice(0, TEXT_MAX);
}

function shown(control) {
  if (control.type === 'checkbox') return t('review.yes');
  return control.tagName === 'SELECT' ? control.selectedOptions[0].textContent : control.value.trim();
}
