// A year's days as its notice has them.
import { expect, it } from 'vitest';
import { monthsOf } from '@/console/lib/months';

const year = {
  year: 2026,
  source: '',
  blocks: [
    { from: '2026-02-14', to: '2026-02-14', off: false, name: 'S' },
    { from: '2026-02-15', to: '2026-02-23', off: true, name: 'S' },
  ],
};

it('has every day, holidays with their weekends, and the weekend days that are worked', () => {
  const months = monthsOf(year);
  expect(months.map((one) => one.length)).toEqual([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]);
  expect(months[1]?.[13]).toEqual({ day: 14, weekday: 6, kind: 'make_up', name: 'S' });
  expect(months[1]?.[14]).toEqual({ day: 15, weekday: 7, kind: 'holiday', name: 'S' });
  expect(months[1]?.[23]).toEqual({ day: 24, weekday: 2, kind: 'working', name: '' });
  expect(months[0]?.[3]?.kind).toBe('weekend');
  expect(monthsOf({ ...year, year: 2024 })[1]).toHaveLength(29);
});
