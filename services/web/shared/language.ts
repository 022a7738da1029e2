// Which language the pages speak, and how they say things in it. Chinese first: English only for whoever asked for it.
import { shallowRef } from 'vue';
import { onDevice } from './kept';
import { fill, type Phrase } from './messages/phrases';

export type Language = 'zh' | 'en';

const remembered = 'guiyi.language';

function initial(): Language {
  const kept = onDevice.read(remembered);
  if (kept === 'zh' || kept === 'en') return kept;
  const first = navigator.languages.find((one) => /^(zh|en)\b/.test(one)) ?? 'zh';
  return first.startsWith('en') ? 'en' : 'zh';
}

export const language = shallowRef<Language>(initial());
document.documentElement.lang = language.value === 'zh' ? 'zh-CN' : 'en';

export function speak(next: Language): void {
  onDevice.write(remembered, next);
  document.documentElement.lang = next === 'zh' ? 'zh-CN' : 'en';
  language.value = next;
}

/** The one of two wordings that the reader wants. */
export const inLanguage = <T>(zh: T, en: T): T => (language.value === 'zh' ? zh : en);

/** The words of a catalogue: word('queue'), word('days_left', 3); wordOf('state', code) for keys that a code completes,
 *  which gives the code itself when the catalogue does not have it. */
export function wordsOf<Key extends string>(catalogue: Readonly<Record<Key, Phrase>>) {
  const filled = (phrase: Phrase, values: readonly (string | number)[]) =>
    fill(phrase[language.value === 'zh' ? 0 : 1], values);
  const word = (key: Key, ...values: (string | number)[]): string => filled(catalogue[key], values);
  const wordOf = (prefix: string, code: string, ...values: (string | number)[]): string => {
    const key = `${prefix}_${code}`;
    return Object.hasOwn(catalogue, key) ? filled(catalogue[key as Key], values) : code;
  };
  return { word, wordOf };
}

const office = 'Asia/Shanghai';
const locale = () => inLanguage('zh-CN', 'en-GB');

// Making a format costs a browser more than a hundred uses of it, and a list says a date in every row.
const formats = new Map<string, Intl.DateTimeFormat>();
function inWords(at: Date, options: Intl.DateTimeFormatOptions, speaks = locale()): string {
  const name = speaks + Object.values(options).join();
  const found = formats.get(name) ?? new Intl.DateTimeFormat(speaks, options);
  formats.set(name, found);
  return found.format(at);
}

/** "2026-03-02" of an instant, in the office's time zone. */
export const dayOf = (instant: string | Date): string =>
  inWords(new Date(instant), { timeZone: office }, 'en-CA');

/** A day or an instant as a date in words of the language. */
export function asDate(when: string): string {
  const at = new Date(when.length === 10 ? `${when}T00:00:00+08:00` : when);
  return inWords(at, { timeZone: office, dateStyle: 'medium' });
}

/** The name of a month of the year, the first is 0. */
export const monthName = (month: number): string =>
  inWords(new Date(Date.UTC(2000, month)), { timeZone: 'UTC', month: 'long' });

export const asMoment = (instant: string): string =>
  inWords(new Date(instant), { timeZone: office, dateStyle: 'medium', timeStyle: 'short' });

export const asNumber = (value: number, digits = 0): string =>
  new Intl.NumberFormat(locale(), { maximumFractionDigits: digits }).format(value);
