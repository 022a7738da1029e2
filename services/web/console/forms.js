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

const long = ['reason', 'note', 'lead', 'answer', 'evidence'];

/** The input of a field of a step, as the rulebook describes it. */
function stepInput(one, offered, required) {
  if (one.field === 'track') return select('track', choices(offered.tracks ?? []));
  if (one.field === 'pause_reason') return select('pause_reason', choices(offered.pause_reasons ?? []));
  if (one.kind === 'choice') return select(one.field, choices(one.choices));
  if (one.kind === 'text' && long.includes(one.field)) return area(one.field, required);
  const type = { date: 'date', flag: 'checkbox', number: 'number' }[one.kind] ?? 'text';
  return el('input', { name: one.field, type, autocomplete: 'off', 'data-kind': one.kind,
                       value: one.kind === 'flag' ? 'true' : null, max: one.kind === 'number' ? one.max : null });
}

/** The fields of a step of the track: what it needs, what it takes, its grounds. */
function stepFields(offered) {
  const made = (list, required) => (list ?? []).map((one) =>
    field(named(one), stepInput(one, offered, required), required ? '' : word('optional')));
  return [offered.grounds ? field(word('ground'), select('ground', groundChoices(offered.grounds))) : null,
          ...made(offered.needs, true), ...made(offered.takes, false)];
}

const isStep = (offered) => Boolean(offered.who);

function values(form) {
  const out = {};
  for (const [name, value] of new FormData(form)) {
    if (!value.trim()) continue;
    const kind = form.elements[name]?.dataset?.kind;
    if (kind === 'flag') out[name] = true;
    else if (kind === 'number') out[name] = Number(value);
    else if (name === 'categories' || kind === 'receipts') out[name] = value.split(/[,，、\s]+/).filter(Boolean);
    else out[name] = value;
  }
  if (out.outcome && out.outcome !== 'terminated' && form.dataset.action === 'close') delete out.ground;
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

/** Who may take a step, where the viewer may not. */
function whoLine(offered) {
  if (!isStep(offered) || offered.may) return null;
  return el('p', { class: 'basis' }, `${word('takes_role')}${word('colon')}${offered.who.map((one) => named(one) || one.role).join(' / ')}`);
}

const title = (offered) => (isStep(offered) && named(offered)) || word(offered.action);

/** One action as a folded form. @param names words for codes @param done called when it was recorded */
export function actionForm(offered, page, etag, names, done) {
  const button = el('button', { class: 'main' }, word('submit'));
  const inputs = isStep(offered) ? stepFields(offered) : fieldsOf[offered.action](offered, page, names);
  const form = el('form', { novalidate: true, 'data-action': offered.action }, basisLine(offered.basis, names), whoLine(offered), ...inputs, button);
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    button.disabled = true;
    try {
      await ask('POST', `/api/v1/cases/${encodeURIComponent(page.case_no)}/actions/${offered.action}`,
                { body: values(form), headers: { 'If-Match': etag } });
      await done();
      say(`${title(offered)}${word('colon')}${word('done')}`);
    } catch (problem) {
      say(problem.status === 412 ? word('stale') : problem.message, true);
      showFaults(form, { errors: problem.errors ?? [] });
    } finally {
      button.disabled = false;
    }
  });
  return el('details', {}, el('summary', {}, title(offered)), form);
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
