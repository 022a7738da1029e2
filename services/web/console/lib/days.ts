// Growth by day, the quiet days too.
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
