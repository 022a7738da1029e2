// The complaint page: steps, checks, sending, receipt.
import { Problem } from './api.js';
import { addCall, clearCalls, nameCalls } from './calls.js';
import { addRequests, asSupplement, missing, readComplaint, review } from './complaint.js';
import { clearErrors, showErrors, showSentence } from './errors.js';
import { EvidenceList } from './evidence.js';
import { onLanguage, startLanguage, t } from './i18n.js';
import { offer, startKnown, withdrawOffer } from './known.js';
import { hideReceipt, showReceipt } from './receipt.js';
import { forgetReceipt, lastReceipt, submit } from './submission.js';

const filing = document.getElementById('filing');
const form = document.getElementById('complaint');
const send = document.getElementById('send');
const progress = document.getElementById('progress');
const added = document.getElementById('added');
const evidence = new EvidenceList(document.getElementById('evidence'), '/evidence');
let step = 1;
let changed = false;
let sending = false;

function fillReview() {
  const rows = review(readComplaint(evidence.ids()));
  document.getElementById('review').replaceChildren(...rows.flatMap(([label, value]) => [
    Object.assign(document.createElement('dt'), { textContent: label }),
    Object.assign(document.createElement('dd'), { textContent: value }),
  ]));
}

function show(next, focus = true) {
  step = next;
  for (const section of form.querySelectorAll('[data-step]')) section.hidden = Number(section.dataset.step) !== step;
  document.querySelectorAll('.steps li').forEach((item, i) => {
    if (i + 1 === step) item.setAttribute('aria-current', 'step');
    else item.removeAttribute('aria-current');
  });
  document.getElementById('before').hidden = step > 1;
  withdrawOffer();
  if (step === 3) {
    fillReview();
    offer(readComplaint(evidence.ids()));
  }
  if (!focus) return;
  const heading = form.querySelector(`[data-step="${step}"] h2`);
  heading.focus();
  document.querySelector('.steps').scrollIntoView();
}

/// Opens the step that a field is in.
function reveal(field) {
  show(Number(field.closest('[data-step]').dataset.step), false);
}

/// @returns whether the steps before `next` are complete; shows what is not
function complete(next) {
  const faults = missing(readComplaint(evidence.ids()), next - 1);
  if (faults.length) showErrors(faults, reveal);
  else clearErrors();
  return faults.length === 0;
}

function go(next) {
  if (next > step && !complete(next)) return;
  clearErrors();
  history.pushState({ step: next }, '');
  show(next);
}

function busy(on) {
  sending = on;
  send.setAttribute('aria-disabled', String(on));
  progress.textContent = on ? t('form.sending') : '';
}

function finish(receipt) {
  changed = false;
  filing.hidden = true;
  history.replaceState({}, '');
  showReceipt(receipt, true);
}

/// @returns whether all files arrived; says so when not
function uploaded() {
  if (evidence.uploading()) showSentence(t('form.uploading'));
  else if (evidence.failed()) showSentence(t('form.upload_failed'));
  else return true;
  return false;
}

/// The draft as a supplement, once it is complete.
function draft() {
  if (sending || !complete(3) || !uploaded()) return null;
  const ids = evidence.ids();
  return { text: asSupplement(readComplaint(ids)), evidence: ids };
}

function showAdded(to) {
  changed = false;
  filing.hidden = true;
  history.replaceState({}, '');
  for (const [name, text] of Object.entries({ ...to, case_no: to.case_no ?? t('status.no_case') }))
    added.querySelector(`[data-field=${name}]`).textContent = text;
  added.hidden = false;
  added.querySelector('h2').focus();
}

async function file() {
  if (sending || filing.hidden || !complete(3) || !uploaded()) return;
  busy(true);
  try {
    finish(await submit(readComplaint(evidence.ids())));
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (error.errors.length) showErrors(error.errors, reveal);
    else showSentence(error.sentence());
  } finally {
    busy(false);
  }
}

function startAgain() {
  forgetReceipt();
  hideReceipt();
  added.hidden = true;
  form.reset();
  clearCalls();
  evidence.clear();
  filing.hidden = false;
  followAnonymous();
  show(1);
}

/// Name and phone are mandatory unless the person stays anonymous.
function followAnonymous() {
  const anonymous = document.getElementById('anonymous').checked;
  for (const id of ['name', 'phone']) {
    document.getElementById(id).setAttribute('aria-required', String(!anonymous));
    form.querySelector(`label[for=${id}] .required`).hidden = anonymous;
  }
}

addRequests();
onLanguage(() => {
  nameCalls();
  evidence.name();
  followAnonymous();
  clearErrors();
  if (step === 3) fillReview();
  if (lastReceipt()) showReceipt(lastReceipt(), false);
});
addCall(false);
startLanguage('form.title');
history.replaceState({ step: 1 }, '');
filing.hidden = Boolean(lastReceipt());
show(1, false);

document.getElementById('add-call').addEventListener('click', () => addCall());
document.getElementById('anonymous').addEventListener('change', followAnonymous);
for (const id of ['another', 'another-added']) document.getElementById(id).addEventListener('click', startAgain);
startKnown(draft, showAdded);
document.getElementById('print').addEventListener('click', () => print());
for (const button of form.querySelectorAll('[data-go]'))
  button.addEventListener('click', () => go(Number(button.dataset.go)));
form.addEventListener('input', () => (changed = true));
form.addEventListener('submit', (event) => {
  event.preventDefault();
  // Enter in a field of an earlier step goes on, it does not send.
  if (step < 3) go(step + 1);
  else file();
});
addEventListener('popstate', (event) => event.state?.step && show(event.state.step));
addEventListener('beforeunload', (event) => changed && event.preventDefault());
