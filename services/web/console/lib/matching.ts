// What the review, the case and the list of changes share: what a change does in words, and the round of reviews.
import { ref, shallowRef } from 'vue';
import { get, post } from '@/console/lib/server';
import type { Change, Match, Regrouped } from '@/console/lib/types';
import { word, wordOf } from '@/console/lib/words';

export interface Bands {
  model: string;
  tie_bits: string;
  margin_bits: string;
  review_bits: string;
}
let known: Promise<Bands> | null = null;

/** The version of the model that decides and where its bands end; fetched once. */
export function bands(): Promise<Bands> {
  known ??= get<Bands>('/api/v1/matching/model');
  return known;
}

const many = (receipts: string[]) =>
  `${word('pieces', receipts.length)}${word('colon')}${receipts.slice(0, 5).join(' ')}${receipts.length > 5 ? ' …' : ''}`;

function changeText(one: Change): string {
  switch (one.what) {
    case 'judged':
      return (
        word('does_judged', one.receipt_no, one.case_no, wordOf('verdict', one.verdict)) +
        (one.apart.length ? word('stop') + word('does_apart', one.apart.length) : '') +
        (one.lifted.length ? word('stop') + word('does_lifted', one.lifted.length) : '')
      );
    case 'merged':
      return word('does_merged', one.case_no, one.into, many(one.receipts));
    case 'restored':
      return word('does_restored', one.case_no, one.out_of, many(one.receipts));
    case 'split':
      return word('does_split', one.out_of, one.case_no, many(one.receipts));
    case 'doubted':
      return word('does_doubted', one.case_no, many(one.receipts));
    case 'undone':
      return word('does_undone', one.batch);
    default:
      return '';
  }
}

/** What was done or would be done, line by line. */
export const changes = (answer: Regrouped): string[] => [
  ...(answer.founder_stays ? [word('founder_stays')] : []),
  ...answer.changes.map((one) => (one ? changeText(one) : '')).filter(Boolean),
];

export const undoBatch = (batch: string): Promise<Regrouped> => post<Regrouped>('/api/v1/matching/undo', { batch });

/** The last verdict given here; null before the first and when it was taken back. */
export const lastVerdict = shallowRef<{ batch: string; receipt: string; verdict: string } | null>(null);
/** Receipts answered since the page was loaded: whoever was unsure is not asked again at once. */
const answered = ref(new Set<string>());

export function verdictGiven(batch: string | null, receipt: string, verdict: string): void {
  lastVerdict.value = batch ? { batch, receipt, verdict } : null;
  answered.value.add(receipt);
}

export async function takeVerdictBack(): Promise<string | null> {
  const last = lastVerdict.value;
  if (!last) return null;
  await undoBatch(last.batch);
  answered.value.delete(last.receipt);
  lastVerdict.value = null;
  return last.receipt;
}

/** The next one to decide: what comes after this one in the order of the list, or the first. */
export async function following(receipt: string): Promise<string | null> {
  let first: string | null = null,
    passed = false;
  for (let cursor: string | null = ''; cursor !== null;) {
    const page: { items: Match[]; next: string | null } = await get(
      `/api/v1/reviews?limit=200${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`,
    );
    for (const one of page.items) {
      if (one.receipt_no === receipt) passed = true;
      else if (!answered.value.has(one.receipt_no)) {
        if (passed) return one.receipt_no;
        first ??= one.receipt_no;
      }
    }
    cursor = page.next;
  }
  return first;
}
