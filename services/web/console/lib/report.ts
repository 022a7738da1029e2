// Reports as the API gives them, and what a figure reads like.
import type { Basis } from '@/console/lib/types';

export type Value = number | { hundredths: number; of: number } | null;
export interface Line {
  case_no: string;
  on: string;
  label: string;
  n: number;
  officer_name: string;
  respondent: string;
  held: { officer?: string; desk?: string; days: number }[];
}
export interface ReportColumn {
  id: string;
  name_zh: string;
  name_en: string;
  kind: string;
}
export interface ReportName {
  report: string;
  name_zh: string;
  name_en: string;
  says_zh: string;
  says_en: string;
}
export interface Report extends ReportName {
  is_list: boolean;
  as_of_a_day: boolean;
  by: string;
  groupings: string[];
  columns: ReportColumn[];
  rows: ({ group: string; name: string; values: Value[] } & Line)[];
  total: Value[];
  period: { from: string; to: string };
  as_of: string;
  basis: Basis | null;
  where: Record<string, string>;
  next: string | null;
  column?: string;
}

const filters = [
  'by',
  'from',
  'to',
  'as_of',
  'sort',
  'desk',
  'officer',
  'respondent',
  'firm',
  'category',
  'channel',
  'region',
  'campaign',
  'track',
];

/** The filters of a report that an address has, as a query. */
export const keptOf = (query: Record<string, unknown>): URLSearchParams =>
  new URLSearchParams(
    filters.flatMap((name) =>
      typeof query[name] === 'string' && query[name] ? [[name, query[name] as string]] : [],
    ),
  );

/** A figure as text; nothing to divide by, or nothing counted, is a dash. */
export function shown(value: Value, kind: string): string {
  if (value === null) return '–';
  if (typeof value === 'number') return String(value);
  if (!value.of) return '–';
  return (value.hundredths / 100).toFixed(2) + (kind === 'share' ? ' %' : '');
}

/** What a bar is as long as; null: nothing to draw. */
export const lengthOf = (value: Value): number | null =>
  value === null || typeof value === 'number' ? value : value.of ? value.hundredths / 100 : null;
