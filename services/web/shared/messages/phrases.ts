// The message catalogue lies in this folder and nowhere else: one file a subject, each key with its Chinese and its
// English wording beside each other, so that neither can be forgotten. "{0}" stands for the first value given,
// "{0:case|cases}" for the first wording where that value is 1, for the second elsewhere.
// tests/messages.test.ts fails on a key that nobody uses and on wordings whose values differ.

/** [Chinese, English] */
export type Phrase = readonly [zh: string, en: string];

export const phrases = <Key extends string>(all: Record<Key, Phrase>): Readonly<Record<Key, Phrase>> => all;

/** A wording with its values: what stands for them is told at the top. */
export const fill = (wording: string, values: readonly (string | number)[]): string =>
  wording.replace(/\{(\d)(?::([^|}]*)\|([^}]*))?\}/g, (_, at: string, one?: string, more = '') => {
    const value = String(values[Number(at)] ?? '');
    return one === undefined ? value : value === '1' ? one : more;
  });
