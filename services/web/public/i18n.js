// The language of the page: Chinese until the reader switches; the choice is kept in this browser.
// Markup says what stands where: data-i18n (text), data-i18n-label (aria-label), data-required (adds the mark).
import { messages } from './messages.js';

const STORED = 'guiyi.language';
let current = readChoice();
const listeners = [];

function readChoice() {
  try {
    return localStorage.getItem(STORED) === 'en' ? 'en' : 'zh';
  } catch {
    return 'zh'; // storage may be forbidden
  }
}

export const language = () => current;

/// The message of a key in the current language, with {name} filled from `values`.
export function t(key, values = {}) {
  const text = messages[key][current === 'en' ? 1 : 0];
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/// Puts the words into everything below `root`.
export function translate(root = document) {
  for (const element of root.querySelectorAll('[data-i18n]')) {
    element.textContent = t(element.dataset.i18n);
    if ('required' in element.dataset) {
      const mark = document.createElement('span');
      mark.className = 'required';
      mark.textContent = ' ' + t('form.required');
      element.append(mark);
    }
  }
  for (const element of root.querySelectorAll('[data-i18n-label]'))
    element.setAttribute('aria-label', t(element.dataset.i18nLabel));
}

/// `redo` is called after each switch, for words that code wrote.
export const onLanguage = (redo) => listeners.push(redo);

export function startLanguage(titleKey) {
  const button = document.querySelector('[data-language]');
  const apply = () => {
    document.documentElement.lang = current === 'en' ? 'en' : 'zh-CN';
    document.title = t(titleKey);
    button.textContent = t('page.other_language');
    button.lang = current === 'en' ? 'zh-CN' : 'en';
    translate();
    for (const redo of listeners) redo();
  };
  button.addEventListener('click', () => {
    current = current === 'en' ? 'zh' : 'en';
    try {
      localStorage.setItem(STORED, current);
    } catch {
      // The choice then lasts for this page only.
    }
    apply();
  });
  apply();
}

/// An instant or a date as people read it: in the office's time, which the server writes, wherever the reader is.
export function moment(text) {
  const locale = current === 'en' ? 'en-GB' : 'zh-CN';
  if (!text.includes('T')) return text;
  const at = new Date(`${text.slice(0, 19)}Z`);
  if (Number.isNaN(at.getTime())) return text;
  return at.toLocaleString(locale, { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' });
}
