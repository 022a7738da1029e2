// The progress page: look up by receipt number and query code, then urge, supplement, withdraw, say how to be told, or
// give feedback.
import { post, Problem } from './api.js';
import { clearErrors, showErrors, showSentence } from './errors.js';
import { EvidenceList } from './evidence.js';
import { onLanguage, startLanguage, t } from './i18n.js';
import { showLetters } from './letters.js';
import { showProgress } from './progress.js';
import { lastReceipt } from './submission.js';

const query = document.getElementById('query');
const answer = document.getElementById('answer');
const action = document.getElementById('action');
const text = document.getElementById('action-text');
const note = document.getElementById('progress');
const evidence = new EvidenceList(document.getElementById('action-evidence'), '/evidence');
let credentials = null; // of what is shown
let chosen = null; // urge, supplement, withdraw, preferences or feedback
let running = false;

function fail(error) {
  note.textContent = '';
  if (!(error instanceof Problem)) throw error;
  if (error.status === 404) showSentence(t('error.not_found'));
  else if (error.errors.length) showErrors(error.errors);
  else showSentence(error.sentence());
}

/// Lets one request run at a time, so that a double click asks once.
async function once(work) {
  if (running) return;
  running = true;
  try {
    await work();
  } catch (error) {
    fail(error);
  } finally {
    running = false;
  }
}

async function load(focus) {
  showProgress(await post('/api/v1/status', credentials));
  await showLetters(credentials, fail);
  answer.hidden = false;
  if (focus) document.getElementById('stage').focus();
}

function readCredentials() {
  const value = (id) => document.getElementById(id).value.trim();
  return { receipt_no: value('receipt-no'), query_code: value('query-code') };
}

function look() {
  const asked = readCredentials();
  const faults = [['receipt_no', 'receipt.no'], ['query_code', 'receipt.code']]
    .filter(([name]) => !asked[name])
    .map(([name, key]) => ({ pointer: `/${name}`, detail: t('error.required', { field: t(key) }) }));
  if (faults.length) return showErrors(faults);
  return once(async () => {
    clearErrors();
    answer.hidden = true;
    close();
    note.textContent = t('status.asking');
    credentials = asked;
    await load(true);
    note.textContent = '';
  });
}

function nameAction() {
  if (!chosen) return;
  document.getElementById('action-title').textContent = t(`action.${chosen}`);
  document.getElementById('action-hint').textContent = t(`action.${chosen}_hint`);
  document.getElementById('action-label').textContent = t(`action.${chosen}_label`);
  document.getElementById('action-send').textContent = t(`action.${chosen}_send`);
}

function open(name) {
  chosen = name;
  clearErrors();
  note.textContent = '';
  text.value = '';
  evidence.clear();
  document.getElementById('action-evidence').hidden = name !== 'supplement';
  document.getElementById('action-preferences').hidden = name !== 'preferences';
  document.getElementById('action-feedback').hidden = name !== 'feedback';
  document.getElementById('action-words').hidden = name === 'preferences';
  nameAction();
  action.hidden = false;
  document.getElementById('action-title').focus();
}

function close() {
  const back = chosen && answer.querySelector(`[data-action=${chosen}]`);
  action.hidden = true;
  chosen = null;
  back?.focus();
}

/// Adds what the form of the chosen action holds beside the text.
function addChoices(body) {
  const value = (id) => document.getElementById(id).value;
  if (chosen === 'preferences')
    for (const name of ['channel', 'language', 'frequency'])
      if (value(`wish-${name}`)) body[name] = value(`wish-${name}`);
  if (chosen !== 'feedback') return;
  body.satisfaction = Number(value('said-satisfaction'));
  body.promise = value('said-promise');
  body.call_back = document.getElementById('said-call-back').checked;
}

function act() {
  if (evidence.uploading()) return showSentence(t('form.uploading'));
  if (evidence.failed()) return showSentence(t('form.upload_failed'));
  const body = { ...credentials };
  if (text.value.trim()) body.text = text.value.trim();
  if (chosen === 'supplement') {
    body.evidence = evidence.ids();
    if (!body.text && !body.evidence.length)
      return showErrors([{ pointer: '/text', detail: t('action.supplement_empty') }]);
  }
  addChoices(body);
  return once(async () => {
    clearErrors();
    note.textContent = t('action.sending');
    await post(`/api/v1/status/${chosen}`, body);
    close();
    note.textContent = t('action.done');
    await load(false);
  });
}

onLanguage(() => {
  note.textContent = '';
  evidence.name();
  nameAction();
  clearErrors();
  // The history is written by the server in the reader's language.
  if (!answer.hidden) once(() => load(false));
});
startLanguage('status.title');
query.hidden = false;
const receipt = lastReceipt();
if (receipt) {
  document.getElementById('receipt-no').value = receipt.receipt_no;
  document.getElementById('query-code').value = receipt.query_code;
}
query.addEventListener('submit', (event) => {
  event.preventDefault();
  look();
});
for (const button of answer.querySelectorAll('[data-action]'))
  button.addEventListener('click', () => open(button.dataset.action));
document.getElementById('action-cancel').addEventListener('click', close);
action.addEventListener('submit', (event) => {
  event.preventDefault();
  act();
});
