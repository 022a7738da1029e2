// Words for codes: desks, officers, categories, grounds, instruments, kinds of repeats. Fetched once.
import { titleOf, type Book } from '@/console/lib/law';
import { enc, get } from '@/console/lib/server';
import { named, word, wordOf } from '@/console/lib/words';

export interface Coded {
  code: string;
  zh: string;
  en: string;
}
export interface Desk {
  id: string;
  name_zh: string;
  name_en: string;
}
export interface Officer {
  id: string;
  name: string;
  desk: string;
}
export interface RepeatRule {
  kind: string;
  zh: string;
  en: string;
  follows_zh: string;
  follows_en: string;
  decides: string;
  clock: string;
  instrument: string;
  article: string;
  verified: boolean;
}
export interface Reference {
  desks: Desk[];
  officers: Officer[];
  categories: Coded[];
  grounds: Coded[];
  instruments: Coded[];
  repeats: RepeatRule[];
}

let known: Promise<Reference> | null = null;

export function reference(): Promise<Reference> {
  known ??= get<Reference>('/api/v1/reference').catch((problem: unknown) => {
    known = null;
    throw problem;
  });
  return known;
}

const books = new Map<string, Promise<Book | null>>();

/** A rulebook, read once; null: it is not there any more, or not for this person. */
export function bookOf(id: string): Promise<Book | null> {
  const found = books.get(id) ?? get<Book>(`/api/v1/rulebooks/${enc(id)}`).catch(() => null);
  books.set(id, found);
  return found;
}

/** Turns codes into words; a code that is not known stays as it is. @param book of the case that is spoken of */
export function namesOf(of: Reference, book: Book | null = null) {
  const steps = book?.tracks.flatMap((one) => one.steps) ?? [];
  const states = book?.tracks.flatMap((one) => one.states) ?? [];
  const ground = (code: string) => `${code} ${named(of.grounds.find((one) => one.code === code))}`.trim();
  const names = {
    desk: (id: string) =>
      named(
        of.desks.find((one) => one.id === id),
        'name_',
      ) || id,
    officer: (id: string) => of.officers.find((one) => one.id === id)?.name ?? id,
    category: (code: string) => `${code} ${named(of.categories.find((one) => one.code === code))}`.trim(),
    ground,
    step: (code: string) => titleOf(steps.find((one) => one.id === code)) || code,
    state: (code: string) => titleOf(states.find((one) => one.id === code)) || code,
    repeat: (kind: string) => named(of.repeats.find((one) => one.kind === kind)) || kind,
    instrument: (code: string) => named(of.instruments.find((one) => one.code === code)) || code,
    /** "agreed", "terminated T2", or the ground of a refusal. */
    outcome: (text: string | null | undefined) => {
      const [first = '', ...rest] = (text ?? '').split(' ');
      const said = wordOf('outcome', first);
      return [said === first && first ? ground(first) : said, ...rest.map(ground)].filter(Boolean).join(' · ');
    },
    /** "category:C": a step of how the desk and the officer were found. */
    because: (text: string) => {
      const [kind = '', value = ''] = text.split(':');
      if (value === 'none')
        return `${wordOf('because', kind)} ${word(kind === 'officers' ? 'nobody' : 'none_given')}`;
      const told = wordOf('because_value', value === '*' ? 'anywhere' : value);
      const called = calls[kind]?.(value) ?? value;
      const shown = told !== value && told !== 'anywhere' ? told : called;
      return `${wordOf('because', kind)} ${value === '*' ? word('because_value_anywhere') : shown}`.trim();
    },
  };
  /** "O121 §13(3)": the instrument by its name, with the article. */
  const standing = (value: string) => {
    const [instrument = '', ...article] = value.split(' ');
    return [names.instrument(instrument), ...article].join(' ');
  };
  const calls: Record<string, (value: string) => string> = {
    article: standing,
    category: names.category,
    deputy_of: names.officer,
    from: names.officer,
    step: names.step,
  };
  return names;
}
export type Names = ReturnType<typeof namesOf>;
