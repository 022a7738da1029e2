import { describe, expect, it } from 'vitest';
import { everyDay, lastWeek } from '@/console/lib/days';

describe('growth by day', () => {
  it('has the quiet days, across the end of a month', () =>
    expect(
      everyDay([
        { date: '2026-02-27', cases: 2 },
        { date: '2026-03-01', cases: 1 },
      ]),
    ).toEqual([
      { date: '2026-02-27', cases: 2 },
      { date: '2026-02-28', cases: 0 },
      { date: '2026-03-01', cases: 1 },
    ]));
  it('is empty without days', () => expect(everyDay([])).toEqual([]));
  it('counts seven days, the last one included', () =>
    expect(
      lastWeek([
        { date: '2026-03-01', cases: 5 },
        { date: '2026-03-02', cases: 2 },
        { date: '2026-03-08', cases: 1 },
      ]),
    ).toBe(3));
  it('counts nothing without days', () => expect(lastWeek([])).toBe(0));
});
