// What an entry of a case's timeline says beside its kind, in the order in which it is asked.
import { asDate } from '@/shared/language';
import { clockName } from '@/console/lib/due';
import { aside, word, wordOf } from '@/console/lib/words';
import type { Names } from '@/console/lib/reference';

const text = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';
const dated = (value: unknown): string => (text(value) ? asDate(text(value)) : '');
const list = (value: unknown): string[] => (Array.isArray(value) ? value.map(text) : []);

/** Which notice, and why it did not go out. */
export const noticeText = (detail: string | undefined): string =>
  (detail ?? '')
    .split(' ')
    .filter(Boolean)
    .map((code) => wordOf('notice', code))
    .join(' · ');

export function entryText(kind: string, data: Record<string, unknown>, names: Names): string {
  const step = data['step'] as { action?: string; to?: string } | undefined;
  const cases = kind.startsWith('case_')
    ? [data['merged'] ?? data['restored'] ?? data['opened'], data['into'] ?? data['out_of']]
    : [];
  const isRepeat = kind.startsWith('repeat_');
  const parts = [
    kind === 'case_stepped' && step?.action && names.step(step.action),
    data['officer'] && names.officer(text(data['officer'])),
    data['by'] && names.officer(text(data['by'])),
    text(data['receipt']),
    cases.map(text).filter(Boolean).join(' / '),
    data['kind'] && (isRepeat ? names.repeat(text(data['kind'])) : wordOf('act', text(data['kind']))),
    kind === 'verdict_noted' && `${wordOf('verdict', text(data['verdict']))} ${text(data['of_case'])}`,
    text(data['campaign']),
    list(data['moved'] ?? data['receipts']).join(' '),
    data['clock'] &&
      [clockName(text(data['clock'])), wordOf('clock', text(data['state'])), dated(data['due_on'])]
        .filter(Boolean)
        .join(' '),
    data['desk'] && names.desk(text(data['desk'])),
    data['ground'] && names.ground(text(data['ground'])),
    data['outcome'] && names.outcome(text(data['outcome'])),
    step?.to && names.state(step.to),
    text(data['respondent']),
    data['result'] &&
      data['days'] !== undefined &&
      `${wordOf('reply', text(data['result']))}${aside(word('days', text(data['days'])))}`,
    text(data['report']),
    list(data['categories']).map(names.category).join(' · '),
    text(data['reason']),
    text(data['lead']),
    text(data['note']),
    text(data['text']),
    kind === 'delivery_noted' ? noticeText(text(data['detail'])) : text(data['detail']),
  ];
  return parts.filter(Boolean).join(' · ');
}
