// Which language the pages speak, and how they say things in it. Chinese first: English only for whoever asked for it.
import { shallowRef } from 'vue';
import { onDevice } from './kept';
import common from './messages/common';
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

// The office's time zone is eight hours ahead of UTC, all year. Dates are written by hand: the first format that is made of
// the browser's own costs a slow machine as much as fifty rows of a list.
const officeHour = 8;
const locale = () => inLanguage('zh-CN', 'en-GB');
const { word } = wordsOf(common);
const inOffice = (instant: string | Date): string =>
  new Date(new Date(instant).getTime() + officeHour * 3_600_000).toISOString();

/** "2026-03-02" of an instant, in the office's time zone. */
export const dayOf = (instant: string | Date): string => inOffice(instant).slice(0, 10);

/** A day or an instant as a date in words of the language. */
export function asDate(when: string): string {
  const [year = 0, month = 0, day = 0] = (when.length === 10 ? when : dayOf(when)).split('-').map(Number);
  return word('date', year, word('date_months').split(' ')[month - 1] ?? month, day);
}

/** A day without its year, where there is little room. */
export function asShortDate(day: string): string {
  const [, month = 0, of = 0] = day.split('-').map(Number);
  return word('short_date', word('date_months').split(' ')[month - 1] ?? month, of);
}

/** From a day to a day, or the one day that both are. */
export const asSpan = (from: string, to: string): string => [...new Set([from, to])].map(asDate).join(' – ');

/** The name of a month of the year, the first is 0. */
export const monthName = (month: number): string =>
  new Intl.DateTimeFormat(locale(), { timeZone: 'UTC', month: 'long' }).format(new Date(Date.UTC(2000, month)));

export const asMoment = (instant: string): string => word('moment', asDate(instant), inOffice(instant).slice(11, 16));

export const asNumber = (value: number, digits = 0): string =>
  new Intl.NumberFormat(locale(), { maximumFractionDigits: digits }).format(value);
