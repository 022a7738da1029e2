// Letters of a case: what was issued and how it went, and the forms that may be issued now, each drafted before.
import { aside, el, facts, field, say, section, select } from './page.js';
import { ask, get, Problem } from './server.js';
import { language, named, word, wordOf } from './words.js';

const base = (page) => `/api/v1/cases/${encodeURIComponent(page.case_no)}/letters`;

/** Gives a document to the browser as a file: its text never becomes part of this page. */
async function download(path, name, request) {
  const answer = await fetch(path, { credentials: 'same-origin', ...request });
  if (!answer.ok) throw new Problem(answer.status, await answer.json().catch(() => ({})));
  const link = el('a', { href: URL.createObjectURL(await answer.blob()), download: name });
  link.click();
  URL.revokeObjectURL(link.href);
}

/** Runs what a button asks for, once at a time, and says why it failed. */
function button(text, work, main = false) {
  const made = el('button', { type: 'button', class: main && 'main' }, text);
  made.addEventListener('click', async () => {
    made.disabled = true;
    try {
      await work();
    } catch (problem) {
      const faults = (problem.errors ?? []).map((one) => one.detail).join(' ');
      say(faults || problem.message, true);
    } finally {
      made.disabled = false;
    }
  });
  return made;
}

/** Opening an issued letter needs a reason, which is recorded. */
function openForm(one) {
  const reason = el('input', { maxlength: '500', autocomplete: 'off' });
  const open = (format) => button(format.toUpperCase(), () => download(one[format], `${one.letter}.${format}`,
    { headers: { 'Accept-Language': language(), 'Reveal-Reason': encodeURIComponent(reason.value.trim()) } }));
  return el('details', {}, el('summary', {}, word('letter_open')), field(word('reveal_reason'), reason), open('pdf'), ' ', open('html'));
}

function dispatchForm(one, form, page, reload) {
  const channel = select('channel', form.channels.map((code) => [code, wordOf('channel', code)]));
  const note = el('input', { maxlength: '500', autocomplete: 'off' });
  const send = async () => {
    await ask('POST', `${base(page)}/${encodeURIComponent(one.letter)}/dispatch`,
              { body: { channel: channel.value, ...(note.value.trim() && { note: note.value.trim() }) } });
    await reload();
  };
  return el('details', {}, el('summary', {}, word('letter_dispatch')), field(word('letter_channel'), channel),
            field(word('note'), note, word('optional')), button(word('submit'), send, true));
}

function letter(one, forms, page, reload) {
  const form = forms.find((each) => each.form === one.form);
  const sent = (one.sent ?? []).map((each) => `${wordOf('channel', each.channel)}${aside(each.at.slice(0, 10))}`).join(' · ');
  return el('article', {}, el('h3', {}, `${one.number} ${named(one, 'title_')}`),
    facts(['state', wordOf('letter_state', one.state)], ['letter_to', wordOf('letter_to', one.addressee)], ['letter_issued_on', one.issued_on],
          ['letter_sent', sent], ['letter_replaced_by', one.replaced_by], ['letter_hash', one.pdf_sha256 && el('code', {}, one.pdf_sha256)]),
    one.html ? openForm(one) : null,
    form && one.state === 'issued' ? dispatchForm(one, form, page, reload) : null);
}

function issueForm(form, page, reload) {
  const addressee = select('addressee', form.addressees.map((code) => [code, wordOf('letter_to', code)]));
  const tongue = select('language', [['zh', '中文'], ['en', 'English']], 'zh');
  const inputs = form.fields.map((one) => [one, one.kind === 'date' ? el('input', { type: 'date', required: one.required })
    : el('textarea', { maxlength: '4000', required: one.required })]);
  const body = () => ({ form: form.form, addressee: addressee.value, language: tongue.value,
    fields: Object.fromEntries(inputs.map(([one, input]) => [one.name, input.value.trim()]).filter(([, value]) => value)) });
  const preview = () => download(`${base(page)}:preview`, `draft-${form.form}.pdf`, { method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Accept-Language': language() }, body: JSON.stringify({ ...body(), format: 'pdf' }) });
  const issue = async () => {
    const { body: made } = await ask('POST', base(page), { body: body() });
    await reload();
    say(`${made.number}${word('colon')}${word('done')}`);
  };
  return el('details', {}, el('summary', {}, named(form, 'title_') + (form.called_for ? aside(word('letter_called_for')) : '')),
    field(word('letter_to'), addressee), field(word('letter_language'), tongue),
    ...inputs.map(([one, input]) => field(named(one), input, one.required ? '' : word('optional'))),
    button(word('letter_preview'), preview), ' ', button(word('letter_issue'), issue, true));
}

/** The letters of a case as a section; read when the page is shown. */
export async function lettersSection(page, reload) {
  const { body: { letters, forms } } = await get(base(page));
  const possible = forms.filter((one) => one.possible);
  return section('letters', ...letters.map((one) => letter(one, forms, page, reload)),
    ...possible.map((one) => issueForm(one, page, reload)));
}
