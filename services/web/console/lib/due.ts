// A due date as colour, sign and words: never colour alone.
import { dayOf } from '@/shared/language';
import { aside, word } from '@/console/lib/words';

export interface Due {
  clock?: string;
  due_on?: string;
  provisional: boolean;
  breached?: boolean;
}
export interface DueShown {
  kind: 'none' | 'good' | 'warn' | 'bad';
  sign: string;
  text: string;
  clock: string;
  due_on: string;
}

export function dueShown(due: Due | null | undefined, today = dayOf(new Date())): DueShown {
  if (!due?.due_on) return { kind: 'none', sign: '–', text: word('no_due'), clock: '', due_on: '' };
  const left = Math.round((Date.parse(due.due_on) - Date.parse(today)) / 86_400_000);
  const provisional = due.provisional ? aside(word('provisional')) : '';
  const of = { clock: due.clock ?? '', due_on: due.due_on };
  if (due.breached || left < 0)
    return { kind: 'bad', sign: '✕', text: word('overdue', Math.max(1, -left)) + provisional, ...of };
  if (left === 0) return { kind: 'warn', sign: '!', text: word('due_today') + provisional, ...of };
  return {
    kind: left <= 2 ? 'warn' : 'good',
    sign: left <= 2 ? '!' : '✓',
    text: word('days_left', left) + provisional,
    ...of,
  };
}
