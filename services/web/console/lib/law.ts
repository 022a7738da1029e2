// Rulebooks and calendars as the API shows them.
import { language } from '@/shared/language';
import { word, wordOf } from '@/console/lib/words';

export interface Titled {
  id: string;
  zh: string;
  en: string;
}
export interface Based extends Titled {
  instrument: string;
  article: string;
  verified: boolean;
}
export interface LawClock extends Based {
  length: number;
  unit: string;
  extension: number;
  pauses: string[];
  binds: string;
  target: boolean;
}
export interface LawStep extends Based {
  from: string[];
  to: string;
  who: string[];
  two_persons: boolean;
  starts: string[];
  stops: string[];
  letters: string[];
}
export interface LawTrack extends Titled {
  states: (Titled & { end: boolean })[];
  steps: LawStep[];
}
export interface BookSummary extends Titled {
  version: string;
  effective_from: string;
  repealed_on: string | null;
  in_force: boolean;
  unverified: number;
  tracks: Titled[];
  faults: { line: number; what: string }[];
}
export interface Book extends Omit<BookSummary, 'tracks'> {
  instruments: (Titled & { version: string })[];
  clocks: LawClock[];
  tracks: LawTrack[];
  roles: Titled[];
  forms: (Based & { number: string; on_paper: boolean })[];
  refusals: Based[];
  terminations: Based[];
  not_filings: Based[];
}
export interface CalendarYear {
  year: number;
  source: string;
  blocks: { from: string; to: string; off: boolean; name: string }[];
}

export const titleOf = (one: Titled | undefined): string => (one ? one[language.value] || one.id : '');

/** "7 working days", "60 days + 30", "no fixed length". */
export function lengthOf(clock: LawClock): string {
  const inWords = (length: number) => wordOf('law_length', clock.unit, length);
  const plain = clock.unit === 'none' ? word('law_no_length') : inWords(clock.length);
  return clock.extension ? `${plain} ${word('law_extension', inWords(clock.extension))}` : plain;
}

/** Where a rule stands, in the words of the book's list of instruments. */
export function standsOn(book: Book, one: Based): string {
  const name = titleOf(book.instruments.find((each) => each.id === one.instrument)) || one.instrument;
  // "§0": the law is named, the article not yet verified.
  return [name, one.article === '§0' ? '' : one.article].filter(Boolean).join(' ') || word('law_local');
}
