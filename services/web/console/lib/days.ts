// Growth by day, the quiet days too; and the weeks of a year.
import { asDate } from '@/shared/language';
import { word } from '@/console/lib/words';

export interface Day {
  date: string;
  cases: number;
}
const dayMs = 86_400_000;

/** Every day from the first to the last. */
export function everyDay(growth: Day[]): Day[] {
  const first = growth[0],
    last = growth.at(-1);
  if (!first || !last) return [];
  const on = new Map(growth.map((one) => [one.date, one.cases]));
  const days: Day[] = [];
  for (let at = Date.parse(first.date); at <= Date.parse(last.date); at += dayMs) {
    const date = new Date(at).toISOString().slice(0, 10);
    days.push({ date, cases: on.get(date) ?? 0 });
  }
  return days;
}

/** New cases in the seven days that end with the last one. */
export function lastWeek(growth: Day[]): number {
  const end = Date.parse(growth.at(-1)?.date ?? '');
  return growth.filter((one) => end - Date.parse(one.date) < 7 * dayMs).reduce((sum, one) => sum + one.cases, 0);
}

/** "2026-W48" as its number, its year and the Monday it begins with; what is no week stays as it is. */
export function weekInWords(week: string): string {
  const [, year, number] = /^(\d{4})-W(\d\d)$/.exec(week) ?? [];
  if (!year || !number) return week;
  const fourth = new Date(Date.UTC(Number(year), 0, 4)); // always in the first week
  const monday = fourth.getTime() + ((Number(number) - 1) * 7 - ((fourth.getUTCDay() || 7) - 1)) * dayMs;
  return word('week_of', year, Number(number), asDate(new Date(monday).toISOString().slice(0, 10)));
}
