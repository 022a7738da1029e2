// The days of a year by month, each with what the notice makes of it.
import type { CalendarYear } from '@/console/lib/law';

export interface MonthDay {
  day: number;
  weekday: number; // 1 is Monday
  kind: 'working' | 'weekend' | 'holiday' | 'make_up';
  name: string;
}

export function monthsOf(of: CalendarYear): MonthDay[][] {
  return Array.from({ length: 12 }, (_, month) => {
    const days = new Date(Date.UTC(of.year, month + 1, 0)).getUTCDate();
    return Array.from({ length: days }, (__, i) => {
      const at = new Date(Date.UTC(of.year, month, i + 1));
      const date = at.toISOString().slice(0, 10);
      const weekday = at.getUTCDay() || 7;
      const block = of.blocks.find((one) => one.from <= date && date <= one.to);
      const kind = block ? (block.off ? 'holiday' : 'make_up') : weekday > 5 ? 'weekend' : 'working';
      return { day: i + 1, weekday, kind, name: block?.name ?? '' };
    });
  });
}
