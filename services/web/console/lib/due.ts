// A due date as colour, sign and words: never colour alone.
import { asDate, dayOf } from '@/shared/language';
import { aside, word, wordOf } from '@/console/lib/words';

export interface Due {
  clock?: string;
  due_on?: string;
  provisional: boolean;
  breached?: boolean;
}
export interface DueShown {
  kind: 'none' | 'good' | 'warn' | 'bad';
  sign: string;
  /** which clock, and the day: "acceptance 3 Dec 2026 ·" */
  what: string;
  /** how long until then, or since */
  text: string;
  /** the clock's code with its name */
  title: string | undefined;
}

/** What a clock is called in a few words; the rulebook's own title says it whole. */
export const clockName = (clock: string): string => wordOf('clock_name', clock.split('+')[0] ?? clock);

/** On one line. */
const together = (text: string): string => text.replaceAll(' ', '\u00A0');

export function dueShown(due: Due | null | undefined, today = dayOf(new Date())): DueShown {
  if (!due?.due_on) return { kind: 'none', sign: '–', what: '', text: word('no_due'), title: undefined };
  const left = Math.round((Date.parse(due.due_on) - Date.parse(today)) / 86_400_000);
  const provisional = due.provisional ? aside(word('provisional')) : '';
  const of = {
    what: [due.clock && clockName(due.clock), together(`${asDate(due.due_on)} ·`)].filter(Boolean).join(' '),
    title: due.clock && `${due.clock} ${clockName(due.clock)}`,
  };
  if (due.breached || left < 0)
    return { kind: 'bad', sign: '✕', text: together(word('overdue', Math.max(1, -left))) + provisional, ...of };
  if (left === 0) return { kind: 'warn', sign: '!', text: together(word('due_today')) + provisional, ...of };
  return {
    kind: left <= 2 ? 'warn' : 'good',
    sign: left <= 2 ? '!' : '✓',
    text: together(word('days_left', left)) + provisional,
    ...of,
  };
}
