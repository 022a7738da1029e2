import { describe, expect, it } from 'vitest';
import { shared } from '@/console/lib/passages';

describe('passages that two texts share', () => {
  it('are the longest ones', () =>
    expect(shared('xx refund me now yy', 'zz refund me now')).toEqual([' refund me now']));
  it('are none in texts that share less than four characters', () => expect(shared('abcx', 'abcy')).toEqual([]));
  it('are the whole of equal texts', () => expect(shared('the same', 'the same')).toEqual(['the same']));
  it('are none beside an empty text', () => expect(shared('', 'anything')).toEqual([]));
});
