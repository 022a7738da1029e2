// Before filing: offers to add the draft to a complaint that the person has made before. Never in the way of filing:
// when the check fails, nothing is shown. The server says the same whether or not there is such a complaint; only who
// gives its query code, or the code sent to the mail or phone on file, sees it.
import { post, Problem } from './api.js';
import { onLanguage, t } from './i18n.js';

const panel = document.getElementById('known');
const note = document.getElementById('known-note');
const yours = document.getElementById('known-yours');
const CHECK = '/api/v1/complaints:check';
const OVER = ['refused', 'closed', 'withdrawn']; // nothing runs there any more: filing again gets an answer of its own
const PARTS = { query_code: 'known-query', sent_code: 'known-sent' };
let checkId = null; // of the draft as it was when step 3 was reached
let asked = 0; // counts checks, so that a late answer to an earlier one is dropped
let found = null; // {receipt_no, case_no, same_matter?, pass} once proved
let running = false;

const value = (id) => document.getElementById(id).value.trim();
const buttons = () => panel.querySelectorAll('[data-proof]');

/// Checks in the background and shows the offer.
export async function offer(complaint) {
  withdrawOffer();
  const mine = ++asked;
  try {
    const said = await post(CHECK, complaint);
    if (mine !== asked) return;
    checkId = said.check_id;
    panel.hidden = false;
  } catch (error) {
    if (!(error instanceof Problem)) throw error; // what is wrong with the draft is told on filing
  }
}

export function withdrawOffer() {
  ++asked;
  checkId = found = null;
  panel.hidden = yours.hidden = true;
  note.textContent = '';
  for (const id of ['known-receipt', 'known-code', 'known-sent-code']) document.getElementById(id).value = '';
  choose(null);
}

/// Unfolds one way of proving, folds the other.
function choose(proof) {
  for (const button of buttons()) {
    const on = button.dataset.proof === proof;
    button.setAttribute('aria-expanded', String(on));
    document.getElementById(PARTS[button.dataset.proof]).hidden = !on;
  }
}

/// One request at a time; what was refused is said in the panel.
async function once(work) {
  if (running) return;
  running = true;
  note.textContent = t('known.asking');
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    note.textContent = error.errors[0]?.detail ?? error.sentence();
  } finally {
    running = false;
  }
}

const sendCode = () => once(async () => {
  const said = await post(`${CHECK}/send`, { check_id: checkId });
  choose('sent_code');
  note.textContent = said.message;
  document.getElementById('known-sent-code').focus();
});

/// Shows the complaint whose proof was given.
async function show(proved) {
  const status = await post('/api/v1/status', { receipt_no: proved.receipt_no, pass: proved.pass });
  found = proved;
  document.getElementById('known-facts').textContent = [proved.receipt_no, proved.case_no, status.stage_text]
    .filter(Boolean).join(' · ');
  const over = OVER.includes(status.stage);
  const told = over ? 'known.over' : proved.same_matter === false ? 'known.differs' : 'known.same';
  document.getElementById('known-same').textContent = t(told);
  document.getElementById('known-adding').hidden = over;
  note.textContent = '';
  choose(null);
  yours.hidden = false;
}

async function prove(path, body) {
  const proved = await post(path, { check_id: checkId, ...body });
  await show(proved);
  document.getElementById('known-found').focus();
}

/// @param draft  gives {text, evidence}, or nothing while that is not complete
/// @param added  called with the receipt once the draft stands in it
export function startKnown(draft, added) {
  for (const button of buttons())
    button.addEventListener('click', () => {
      if (button.dataset.proof === 'sent_code') return sendCode();
      const open = button.getAttribute('aria-expanded') === 'true';
      choose(open ? null : 'query_code');
      if (!open) document.getElementById('known-receipt').focus();
    });
  document.getElementById('prove').addEventListener('submit', (event) => {
    event.preventDefault();
    once(() => prove(`${CHECK}/prove`, { receipt_no: value('known-receipt'), query_code: value('known-code') }));
  });
  document.getElementById('confirm').addEventListener('submit', (event) => {
    event.preventDefault();
    once(() => prove(`${CHECK}/confirm`, { code: value('known-sent-code') }));
  });
  document.getElementById('known-add').addEventListener('click', () => {
    const what = draft();
    if (!what || !found) return;
    once(async () => {
      const { receipt_no, case_no, pass } = found;
      await post('/api/v1/status/supplement', { receipt_no, pass, ...what });
      withdrawOffer();
      added({ receipt_no, case_no });
    });
  });
  onLanguage(() => {
    note.textContent = '';
    if (found) once(() => show(found)); // the stage is written by the server in the reader's language
  });
}
