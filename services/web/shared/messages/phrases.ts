// The message catalogue lies in this folder and nowhere else: one file a subject, each key with its Chinese and its
// English wording beside each other, so that neither can be forgotten. "{0}" stands for the first value given.
// tests/messages.test.ts fails on a key that nobody uses and on wordings whose values differ.

/** [Chinese, English] */
export type Phrase = readonly [zh: string, en: string];

export const phrases = <Key extends string>(all: Record<Key, Phrase>): Readonly<Record<Key, Phrase>> => all;
