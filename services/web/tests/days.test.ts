import './browser_globals';
import { describe, expect, it } from 'vitest';
import { everyDay, lastWeek, weekInWords } from '@/console/lib/days';
import { language } from '@/shared/language';

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

describe('a week', () => {
  it('says its number, its year and its Monday, across the turn of the year too', () => {
    language.value = 'en';
    expect(weekInWords('2026-W48')).toBe('week 48 of 2026, from 23 Nov 2026');
    expect(weekInWords('2026-W01')).toBe('week 1 of 2026, from 29 Dec 2025');
    expect(weekInWords('2020-W53')).toBe('week 53 of 2020, from 28 Dec 2020');
  });
  it('stays as it is where it is none', () => expect(weekInWords('all weeks')).toBe('all weeks'));
});
