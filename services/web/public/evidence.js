// A list of files that are uploaded as soon as they are chosen. Used by the form and by supplements.
import { Problem, upload } from './api.js';
import { t } from './i18n.js';

const LIMIT_BYTES = 100 * 1024 * 1024;
let serial = 0;

function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

export class EvidenceList {
  constructor(place, pointer) {
    this.files = [];
    this.input = element('input', { type: 'file', multiple: true, id: `files-${++serial}` });
    this.label = element('label', { htmlFor: this.input.id });
    this.hint = element('p', { className: 'hint', id: `files-hint-${serial}` });
    this.input.setAttribute('aria-describedby', this.hint.id);
    this.list = element('ul', { className: 'files' });
    this.input.addEventListener('change', () => {
      for (const file of this.input.files) this.add(file);
      this.input.value = ''; // so that the same file can be chosen again after a failure
    });
    const field = element('div', { className: 'field' }, this.label, this.hint, this.input, this.list);
    field.dataset.pointer = pointer;
    place.replaceChildren(field);
    this.name();
  }

  /// Writes the words, again after a switch of language.
  name() {
    this.label.textContent = t('evidence.choose');
    this.hint.textContent = t('evidence.hint');
    for (const entry of this.files) entry.show();
  }

  /// Ids of what arrived, in the order chosen; the same file twice is one id.
  ids() {
    return [...new Set(this.files.filter((f) => f.id).map((f) => f.id))];
  }
  uploading() {
    return this.files.some((f) => f.running);
  }
  failed() {
    return this.files.some((f) => f.why);
  }
  clear() {
    for (const entry of [...this.files]) entry.remove();
  }

  add(file) {
    const entry = { file, id: null, why: null, running: null };
    const bar = element('progress', { max: 1, value: 0 });
    const state = element('span');
    state.setAttribute('role', 'status');
    const retry = element('button', { type: 'button', className: 'plain' });
    const remove = element('button', { type: 'button', className: 'plain' });
    const row = element('li', {}, element('span', { className: 'name', textContent: file.name }), bar, state, retry, remove);

    entry.show = () => {
      bar.hidden = !entry.running;
      bar.setAttribute('aria-label', file.name);
      retry.hidden = !entry.why || file.size > LIMIT_BYTES;
      retry.textContent = t('evidence.retry');
      remove.textContent = t('evidence.remove');
      retry.setAttribute('aria-label', `${t('evidence.retry')}: ${file.name}`);
      remove.setAttribute('aria-label', `${t('evidence.remove')}: ${file.name}`);
      state.className = entry.why ? 'error' : 'hint';
      if (entry.running) state.textContent = t('evidence.uploading');
      else state.textContent = entry.id ? t('evidence.done') : t('evidence.failed', { why: entry.why() });
    };
    entry.send = async () => {
      entry.why = null;
      entry.running = upload('/api/v1/evidence', file, (part) => (bar.value = part));
      entry.show();
      try {
        entry.id = (await entry.running.promise).id;
      } catch (error) {
        const broken = !(error instanceof Problem) || error.status === 0;
        entry.why = () => (broken ? t('error.network_short') : error.message || String(error.status));
      }
      entry.running = null;
      entry.show();
    };
    entry.remove = () => {
      entry.running?.cancel();
      this.files = this.files.filter((f) => f !== entry);
      row.remove();
    };
    retry.addEventListener('click', entry.send);
    remove.addEventListener('click', () => {
      entry.remove();
      this.input.focus();
    });

    this.files.push(entry);
    this.list.append(row);
    if (file.size > LIMIT_BYTES) {
      entry.why = () => t('evidence.too_large');
      entry.show();
    } else {
      entry.send();
    }
  }
}
