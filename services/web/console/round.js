// The round of reviews: what waits, which comes next, and the last verdict so that it can be taken back.
import { say, sayNext } from './page.js';
import { get } from './server.js';
import { undo } from './matching.js';
import { word } from './words.js';

export const path = '/review';

/** {batch, receipt, verdict} of the last verdict given here; null before the first and when it was taken back. */
let last = null;
/** Receipts answered since the page was loaded: whoever was unsure is not asked again at once. */
const answered = new Set();

export const lastVerdict = () => last;

/** Notes a verdict and says it with the next page. */
export function verdictGiven(batch, receipt, verdict) {
  last = { batch, receipt, verdict };
  answered.add(receipt);
  sayNext(`${receipt}${word('colon')}${word(verdict)}${word('stop')}${word('done')}`);
}

/** One page of what waits. */
export const load = async (query) => (await get(`/api/v1/reviews?${query}`)).body;

/** Undoes a batch. @param then shows what it changed */
export async function takeBack(batch, then) {
  try {
    const answer = await undo(batch);
    if (last?.batch === batch) {
      answered.delete(last.receipt);
      last = null;
    }
    sayNext(word('does_undone', answer.changes[0].batch));
    await then();
  } catch (problem) {
    say(problem.message, true);
  }
}

/** The next one to decide: what comes after this one in the order of the list, or the first. */
export async function following(receipt) {
  let first = null, passed = false;
  for (let cursor = ''; cursor !== null;) {
    const { items, next } = await load(new URLSearchParams(cursor ? { limit: 200, cursor } : { limit: 200 }));
    for (const one of items) {
      if (one.receipt_no === receipt) passed = true;
      else if (!answered.has(one.receipt_no)) {
        if (passed) return one.receipt_no;
        first ??= one.receipt_no;
      }
    }
    cursor = next;
  }
  return first;
}
