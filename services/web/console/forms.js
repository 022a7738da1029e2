// The forms of a case's actions, made from what the server says is allowed now.
import { aside, el, field, say, select } from './page.js';
import { ask } from './server.js';
import { named, word } from './words.js';

const area = (name, required) => el('textarea', { name, required, maxlength: '4000' });
const line = (name) => el('input', { name, autocomplete: 'off' });
const choices = (codes, words = {}) => [['', word('choose')], ...codes.map((code) => [code, word(words[code] ?? code)])];
const groundChoices = (grounds) =>
  [['', word('choose')], ...grounds.map((g) => [g.code, `${g.code} ${named(g)} ${g.article}`])];

/** Fields of each action. */
const fieldsOf = {
  accept: () => [field(word('note'), area('note', false), word('optional'))],
  refuse: (offered) => [field(word('ground'), select('ground', groundChoices(offered.grounds))),
                        field(word('reason'), area('reason', true))],
  split: () => [field(word('lead'), area('lead', true)), field(word('category'), line('category'), word('optional'))],
  categorise: (offered, page) => {
    const input = line('categories');
    input.value = page.categories.join(', ');
    return [field(word('categories'), input)];
  },
  contact: (offered, page) => {
    const input = line('respondent');
    input.value = page.respondent ?? '';
    return [field(word('respondent'), input), field(word('text'), area('text', true))];
  },
  reply: () => [field(word('result'), select('result', choices(['refund', 'partly', 'refused', 'other'],
                                                                { refused: 'refused_reply' }))),
                field(word('text'), area('text', true))],
  classify_repeat: (offered, page, names) => [
    field(word('receipt'), select('receipt', [...new Set(page.repeats.map((one) => one.receipt))].map((no) => [no, no]))),
    field(word('kind'), select('kind', [...new Set(page.repeats.flatMap((one) => one.possible))].map((kind) => [kind, names.repeat(kind)]),
                               page.repeats[0]?.kind)),
    field(word('reason'), area('reason', false), word('reason_if_changed')),
  ],
  note: () => [field(word('text'), area('text', true))],
  close: (offered) => [
    field(word('outcome'), select('outcome', choices(offered.outcomes))),
    offered.grounds ? field(word('ground'), select('ground', groundChoices(offered.grounds)), word('terminated')) : null,
    field(word('note'), area('note', false), word('optional')),
  ],
};

function values(form) {
  const out = {};
  for (const [name, value] of new FormData(form)) {
    if (!value.trim()) continue;
    out[name] = name === 'categories' ? value.split(/[,，、\s]+/).filter(Boolean) : value;
  }
  if (out.outcome && out.outcome !== 'terminated') delete out.ground;
  return out;
}

/** Puts each fault beside its field and moves the focus to the first. */
function showFaults(form, problem) {
  for (const old of form.querySelectorAll('.fault')) old.remove();
  let first = null;
  for (const fault of problem.errors) {
    const input = form.elements[fault.pointer.split('/')[1]];
    if (!input) continue;
    const text = el('p', { class: 'fault', id: `${input.id}-fault` }, fault.detail);
    input.setAttribute('aria-describedby', text.id);
    input.setAttribute('aria-invalid', 'true');
    input.after(text);
    first ??= input;
  }
  first?.focus();
}

function basisLine(basis, names) {
  if (!basis) return null;
  return el('p', { class: 'basis' },
            `${word('basis')}${word('colon')}${names.instrument(basis.instrument)} ${basis.article}${basis.verified ? '' : aside(word('unverified'))}`);
}

/** One action as a folded form. @param names words for codes @param done called when it was recorded */
export function actionForm(offered, page, etag, names, done) {
  const button = el('button', { class: 'main' }, word('submit'));
  const form = el('form', { novalidate: true }, basisLine(offered.basis, names), ...fieldsOf[offered.action](offered, page, names), button);
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    button.disabled = true;
    try {
      await ask('POST', `/api/v1/cases/${encodeURIComponent(page.case_no)}/actions/${offered.action}`,
                { body: values(form), headers: { 'If-Match': etag } });
      await done();
      say(`${word(offered.action)}${word('colon')}${word('done')}`);
    } catch (problem) {
      say(problem.status === 412 ? word('stale') : problem.message, true);
      showFaults(form, { errors: problem.errors ?? [] });
    } finally {
      button.disabled = false;
    }
  });
  return el('details', {}, el('summary', {}, word(offered.action)), form);
}

/** Asks for the reason and shows a complainant's clear data. */
export function revealForm(receipt) {
  const answer = el('dl');
  const form = el('form', {}, field(word('reveal_reason'), el('input', { name: 'reason', required: true, maxlength: '500' })),
                  el('button', {}, word('reveal')), answer);
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    try {
      const { body } = await ask('POST', `/api/v1/complaints/${encodeURIComponent(receipt)}/reveal`, { body: values(form) });
      answer.replaceChildren(...['name', 'phone', 'email'].flatMap((name) =>
        [el('dt', {}, word(name)), el('dd', {}, body[name] || '–')]));
    } catch (problem) {
      say(problem.message, true);
      showFaults(form, { errors: problem.errors ?? [] });
    }
  });
  return el('details', {}, el('summary', {}, word('reveal')), form);
}
