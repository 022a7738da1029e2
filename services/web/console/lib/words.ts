// The console's words.
import { wordsOf } from '@/shared/language';
import common from '@/shared/messages/common';
import codes from '@/shared/messages/codes';
import words from '@/shared/messages/console';
import { language } from '@/shared/language';

export const { word, wordOf } = wordsOf({ ...common, ...codes, ...words });

/** Of something that carries both languages: {zh, en}, or {name_zh, name_en} with the prefix "name_". */
export function named(what: object | null | undefined, prefix = ''): string {
  const of = what as Record<string, unknown> | null | undefined;
  return String(of?.[prefix + language.value] ?? of?.['id'] ?? '');
}

/** A remark behind a text, in the brackets of the language. */
export const aside = (text: string): string =>
  text ? (language.value === 'zh' ? `\uFF08${text}\uFF09` : ` (${text})`) : '';

/** Bits with their sign: "+8.00", "−2.40". */
export const signed = (bits: number): string =>
  `${bits > 0 ? '+' : bits < 0 ? '−' : '±'}${Math.abs(bits).toFixed(2)}`;

/** A number that came as text, with the sign that is read as minus. */
export const minus = (text: string | number): string => String(text).replace(/^-/, '−');

/** An amount with its currency: in the words of the language. */
export const money = (of: { amount?: string; currency?: string }): string =>
  of.currency === 'CNY' ? word('yuan', of.amount ?? '') : `${of.amount} ${of.currency ?? ''}`.trim();
