// How far a search goes on by itself.
import './browser_globals';
import { describe, expect, it } from 'vitest';
import { firstFound } from '@/console/lib/searching';

/** Pages of ten places, of which one holds something; the last says that there is no more. */
function pages(held: number, all: number) {
  const asked: number[] = [];
  const ask = (skip: number) => {
    asked.push(skip);
    const page = skip / 10;
    return Promise.resolve({ hits: page === held ? ['case'] : [], next: page + 1 < all ? skip + 10 : null });
  };
  return { ask, asked };
}
const always = () => true;

describe('a search', () => {
  it('is answered by the first page when that holds something', async () => {
    const { ask, asked } = pages(0, 5);
    expect((await firstFound(ask, 0, always)).hits).toEqual(['case']);
    expect(asked).toEqual([0]);
  });
  it('goes on past pages that hold nothing', async () => {
    const { ask, asked } = pages(3, 9);
    expect(await firstFound(ask, 0, always)).toEqual({ hits: ['case'], next: 40 });
    expect(asked).toEqual([0, 10, 20, 30]);
  });
  it('ends where there is no more', async () => {
    const { ask, asked } = pages(-1, 4);
    expect(await firstFound(ask, 10, always)).toEqual({ hits: [], next: null });
    expect(asked).toEqual([10, 20, 30]);
  });
  it('asks the person after many empty pages', async () => {
    const { ask, asked } = pages(-1, 100);
    expect(await firstFound(ask, 0, always)).toEqual({ hits: [], next: 210 });
    expect(asked).toHaveLength(21);
  });
  it('stops when something else is looked for', async () => {
    const { ask, asked } = pages(5, 9);
    await firstFound(ask, 0, () => asked.length < 2);
    expect(asked).toEqual([0, 10]);
  });
});
