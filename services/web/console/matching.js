// What the review, the case and the list of changes share: reasons, what a change does in words, untying, taking back.
import { el, field, say } from './page.js';
import { ask, get } from './server.js';
import { word } from './words.js';

let known = null;

/** The version of the model that decides and where its bands end; fetched once. */
export async function bands() {
  known ??= (await get('/api/v1/matching/model')).body;
  return known;
}

/** Ready-made reasons and room for one's own. @param numbered the caller gives the digits that choose to shortcuts() */
export function reasons(codes, numbered = false) {
  const radios = codes.map((code) => el('input', { type: 'radio', name: 'ready', value: word(code) }));
  const own = el('textarea', { name: 'reason', maxlength: '400' });
  const wrapper = el('fieldset', {}, el('legend', {}, word('reason')),
    ...radios.map((radio, i) => el('label', { class: 'choice' }, radio, numbered ? ` ${i + 1} ` : ' ', radio.value)), field(word('own_words'), own));
  const choose = (i) => {
    radios[i].checked = true;
    radios[i].focus();
  };
  return {
    wrapper,
    keys: Object.fromEntries(radios.map((_, i) => [String(i + 1), () => choose(i)])),
    value: () => [radios.find((radio) => radio.checked)?.value, own.value.trim()].filter(Boolean).join(word('stop')),
    ask: () => {
      say(word('reason_first'), true);
      radios[0].focus();
    },
  };
}

const many = (receipts) => `${word('pieces', receipts.length)}${word('colon')}${receipts.slice(0, 5).join(' ')}${receipts.length > 5 ? ' …' : ''}`;

function changeText(one) {
  if (one.what === 'judged') {
    const text = word('does_judged', one.receipt_no, one.case_no, word(one.verdict));
    return text + (one.apart.length ? word('stop') + word('does_apart', one.apart.length) : '') +
      (one.lifted.length ? word('stop') + word('does_lifted', one.lifted.length) : '');
  }
  if (one.what === 'merged') return word('does_merged', one.case_no, one.into, many(one.receipts));
  if (one.what === 'restored') return word('does_restored', one.case_no, one.out_of, many(one.receipts));
  if (one.what === 'split') return word('does_split', one.out_of, one.case_no, many(one.receipts));
  return one.what === 'undone' ? word('does_undone', one.batch) : '';
}

/** What was done or would be done, line by line. */
export function changes(answer) {
  const lines = answer.changes.map((one) => one && changeText(one)).filter(Boolean);
  const list = el('ul', {}, ...lines.map((text) => el('li', {}, text)));
  return answer.founder_stays ? el('div', {}, el('p', {}, word('founder_stays')), list) : list;
}

export const undo = async (batch) => (await ask('POST', '/api/v1/matching/undo', { body: { batch } })).body;

/** Takes one complaint out of its case: a reason, a look at what it does, and then it is done. */
export function untieForm(receipt, done) {
  const why = reasons(['why_other_person', 'why_other_call', 'why_other_firm', 'why_wrong_tie']);
  const path = `/api/v1/complaints/${encodeURIComponent(receipt)}/untie`;
  const place = el('div', { role: 'status' });
  const attempt = async (how) => {
    const reason = why.value();
    if (!reason) return why.ask();
    try {
      say('');
      await how(reason);
    } catch (problem) {
      place.replaceChildren();
      say(problem.message, true);
    }
  };
  const confirm = () => attempt(async (reason) => {
    const { body } = await ask('POST', path, { body: { reason } });
    await done();
    say(`${word('untie')}${word('colon')}${body.changes.map(changeText).at(-1)}${word('stop')}${word('undo_where')}`);
  });
  const form = el('form', {}, why.wrapper, el('button', {}, word('preview')), place);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    attempt(async (reason) => {
      const { body } = await ask('POST', path, { body: { reason, preview: true } });
      place.replaceChildren(el('p', {}, word('would_do')), changes(body),
        el('button', { type: 'button', class: 'main', click: confirm }, word('untie_now')));
    });
  });
  return el('details', {}, el('summary', {}, word('untie')), form);
}
