// What is looked for, by the search page and by the palette.
import { keptForTab } from '@/console/lib/kept';

export const lookedFor = keptForTab('search');

const pagesGoneOn = 20;

interface Page {
  hits: unknown[];
  next: number | null;
}
/**
 * The first page that holds anything. Of what only seemed to hold the words nothing comes: on, some pages, before the
 * person is asked whether to.
 * @param wanted false once something else is looked for
 */
export async function firstFound<T extends Page>(
  ask: (skip: number) => Promise<T>,
  skip: number,
  wanted: () => boolean,
): Promise<T> {
  let said = await ask(skip);
  for (let more = 0; more < pagesGoneOn && wanted() && !said.hits.length && said.next; more += 1)
    said = await ask(said.next);
  return said;
}
