// Words for codes: desks, officers, categories, grounds, instruments, kinds of repeats. Fetched once.
import { get } from '@/console/lib/server';
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

/** Turns codes into words; a code that is not known stays as it is. */
export function namesOf(of: Reference) {
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
      const shown =
        told !== value && told !== 'anywhere' ? told : kind === 'category' ? names.category(value) : value;
      return `${wordOf('because', kind)} ${value === '*' ? word('because_value_anywhere') : shown}`.trim();
    },
  };
  return names;
}
export type Names = ReturnType<typeof namesOf>;
