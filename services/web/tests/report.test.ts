import { describe, expect, it } from 'vitest';
import { keptOf, lengthOf, shown } from '@/console/lib/report';

describe('a figure of a report', () => {
  it('reads as a share or a mean with two places', () => {
    expect(shown({ hundredths: 9750, of: 40 }, 'share')).toBe('97.50 %');
    expect(shown({ hundredths: 325, of: 4 }, 'mean')).toBe('3.25');
    expect(shown(7, 'count')).toBe('7');
  });
  it('is a dash where there is nothing to divide by', () => {
    expect(shown({ hundredths: 0, of: 0 }, 'share')).toBe('–');
    expect(shown(null, 'count')).toBe('–');
    expect(lengthOf({ hundredths: 0, of: 0 })).toBeNull();
  });
  it('keeps only the filters of the address', () =>
    expect(keptOf({ by: 'desk', cursor: 'x', from: '', to: ['a'] }).toString()).toBe('by=desk'));
});
