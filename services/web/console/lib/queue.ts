// The queue as it is shown: what its columns say of a case.
import { asDate, asMoment } from '@/shared/language';
import type { Names } from '@/console/lib/reference';
import type { QueueRow } from '@/console/lib/types';
import { wordOf } from '@/console/lib/words';

export const allColumns = [
  'due',
  'state',
  'track',
  'category',
  'complainant',
  'respondent',
  'officer',
  'received',
  'similar',
  'urges',
  'changed',
];
/** What is shown until somebody chooses. */
export const firstColumns = allColumns.filter((one) => !['track', 'changed'].includes(one));

const nothing = '–';
const stateOf = (row: QueueRow) =>
  wordOf('state', row.awaiting.length && row.state !== 'accepted' ? 'repeat' : row.state);

/** What stands in a cell; the next due date is drawn (parts/DueMark.vue). */
export function cellText(column: string, row: QueueRow, names: Names | null): string {
  switch (column) {
    case 'state':
      return stateOf(row);
    case 'track':
      return wordOf('track', row.track);
    case 'category':
      return row.categories.map((code) => names?.category(code) ?? code).join(' · ') || nothing;
    case 'complainant':
      return row.complainant ?? '';
    case 'respondent':
      return row.respondent || nothing;
    case 'officer':
      return row.officer ? (names?.officer(row.officer) ?? row.officer) : nothing;
    case 'received':
      return asDate(row.received_at);
    case 'similar':
      return String(row.complaints);
    case 'urges':
      return String(row.urges);
    case 'changed':
      return `${wordOf('kind', row.changed_by)} ${asMoment(row.changed_at)}`;
    default:
      return '';
  }
}

const numeric = ['similar', 'urges'];
const whole = ['state', 'track', 'complainant', 'officer', 'received'];

/** How a cell of a column looks, but for what its row adds. */
export const columnClass = (column: string): string =>
  numeric.includes(column) ? 'number' : whole.includes(column) ? 'nowrap' : column === 'respondent' ? 'clip' : '';

/** Whether a number says something: more than one complaint, an urging. */
export const stands = (column: string, row: QueueRow): boolean =>
  column === 'similar' ? row.complaints > 1 : column === 'urges' && row.urges > 0;
