// The list that a case was opened from: for going on to the next case without the list in between, and for coming back
// to where one was. Case numbers of this tab only.
import { keptForTab } from '@/console/lib/kept';

const listed = keptForTab('listed');
const stood = keptForTab('stood');

/** What the list shows now, and the case that is opened from it. */
export function leaveFor(no: string, cases: string[]): void {
  listed.value = cases.join(' ');
  stood.value = no;
}

/** The case that was open last: where the focus goes when the list comes back. */
export const cameFrom = (): string => stood.value;

interface Neighbours {
  previous: string | undefined;
  next: string | undefined;
  at: number;
  of: number;
}

/** The cases before and after this one in the list it was opened from; null: it was opened from elsewhere. */
export function neighboursOf(no: string): Neighbours | null {
  const cases = listed.value.split(' ');
  const i = cases.indexOf(no);
  if (i < 0) return null;
  stood.value = no;
  return { previous: cases[i - 1], next: cases[i + 1], at: i + 1, of: cases.length };
}
