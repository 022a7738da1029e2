// The fields of what may be done with a case: a step says them itself, the few deeds that every case has are listed here.
import type { Reference } from '@/console/lib/reference';
import type { Case, Offered, StepField } from '@/console/lib/types';
import { named, word, wordOf } from '@/console/lib/words';
import type { Names } from '@/console/lib/reference';

export interface Field {
  name: string;
  label: string;
  required: boolean;
  kind: 'line' | 'area' | 'date' | 'number' | 'flag' | 'choice' | 'list';
  options?: [string, string][];
  max?: number;
  initial?: string;
  hint?: string;
}

const long = ['reason', 'note', 'lead', 'answer', 'evidence', 'text'];
const area = (name: string, label: string, required: boolean): Field => ({ name, label, required, kind: 'area' });
const choice = (name: string, label: string, options: [string, string][], required = true, initial = ''): Field => ({
  name,
  label,
  required,
  kind: 'choice',
  options,
  initial,
});
const groundField = (offered: Offered, required: boolean): Field[] =>
  offered.grounds
    ? [
        choice(
          'ground',
          word('ground'),
          offered.grounds.map((one) => [one.code, `${one.code} ${named(one)} ${one.article}`]),
          required,
        ),
      ]
    : [];

/** Whether it is a step of the rulebook's track. */
export const isStep = (offered: Offered): boolean => Boolean(offered.who);

export const titleOf = (offered: Offered): string =>
  (isStep(offered) && named(offered)) || wordOf('action', offered.action);

function stepField(one: StepField, required: boolean, offered: Offered, known: Reference): Field {
  const of = { name: one.field, label: named(one), required };
  if (one.field === 'track')
    return choice(
      one.field,
      of.label,
      (offered.tracks ?? []).map((code) => [code, wordOf('track', code)]),
      required,
    );
  if (one.field === 'pause_reason')
    return choice(
      one.field,
      of.label,
      (offered.pause_reasons ?? []).map((code) => [code, wordOf('pause', code)]),
      required,
    );
  if (one.kind === 'choice')
    return choice(
      one.field,
      of.label,
      (one.choices ?? []).map((code) => [code, wordOf('choice', code)]),
      required,
    );
  if (one.kind === 'officer')
    return choice(
      one.field,
      of.label,
      known.officers.map((each) => [each.id, each.name]),
      required,
    );
  if (one.kind === 'desk')
    return choice(
      one.field,
      of.label,
      known.desks.map((each) => [each.id, named(each, 'name_')]),
      required,
    );
  if (one.kind === 'receipts') return { ...of, kind: 'list', hint: word('list_hint') };
  if (one.kind === 'date' || one.kind === 'number' || one.kind === 'flag')
    return { ...of, kind: one.kind, ...(one.max && { max: one.max }) };
  return { ...of, kind: long.includes(one.field) ? 'area' : 'line' };
}

function deedFields(offered: Offered, page: Case, names: Names): Field[] {
  const receipts = [...new Set(page.repeats.map((one) => one.receipt))];
  const kinds = [...new Set(page.repeats.flatMap((one) => one.possible))];
  switch (offered.action) {
    case 'accept':
      return [area('note', word('note'), false)];
    case 'refuse':
      return [...groundField(offered, true), area('reason', word('reason'), true)];
    case 'split':
      return [
        area('lead', word('lead'), true),
        { name: 'category', label: word('category'), required: false, kind: 'line' },
      ];
    case 'categorise':
      return [
        {
          name: 'categories',
          label: word('categories'),
          required: true,
          kind: 'list',
          initial: page.categories.join(', ') || page.hints?.hints.find((one) => one.axis === 'category')?.code || '',
        },
      ];
    case 'contact':
      return [
        {
          name: 'respondent',
          label: word('respondent'),
          required: false,
          kind: 'line',
          initial: page.respondent ?? '',
        },
        area('text', word('text'), true),
      ];
    case 'reply':
      return [
        choice(
          'result',
          word('result'),
          ['refund', 'partly', 'refused', 'other'].map((code) => [code, wordOf('reply', code)]),
        ),
        area('text', word('text'), true),
      ];
    case 'classify_repeat':
      return [
        choice(
          'receipt',
          word('receipt'),
          receipts.map((no) => [no, no]),
          true,
          receipts[0],
        ),
        choice(
          'kind',
          word('repeat_kind'),
          kinds.map((kind) => [kind, names.repeat(kind)]),
          true,
          page.repeats[0]?.kind ?? '',
        ),
        { ...area('reason', word('reason'), false), hint: word('reason_if_changed') },
      ];
    case 'close':
      return [
        choice(
          'outcome',
          word('outcome'),
          (offered.outcomes ?? []).map((code) => [code, names.outcome(code)]),
        ),
        ...groundField(offered, false),
        area('note', word('note'), false),
      ];
    default:
      return [area('text', word('text'), true)];
  }
}

export function fieldsOf(offered: Offered, page: Case, known: Reference, names: Names): Field[] {
  if (!isStep(offered)) return deedFields(offered, page, names);
  return [
    ...groundField(offered, true),
    ...(offered.needs ?? []).map((one) => stepField(one, true, offered, known)),
    ...(offered.takes ?? []).map((one) => stepField(one, false, offered, known)),
  ];
}

/** The request's body: what is empty is left out. */
export function bodyOf(fields: Field[], values: Record<string, string>): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const one of fields) {
    const value = (values[one.name] ?? '').trim();
    if (!value) continue;
    if (one.kind === 'flag') out[one.name] = true;
    else if (one.kind === 'number') out[one.name] = Number(value);
    else if (one.kind === 'list') out[one.name] = value.split(/[,\uFF0C\u3001\s]+/).filter(Boolean);
    else out[one.name] = value;
  }
  if (out['outcome'] && out['outcome'] !== 'terminated') delete out['ground'];
  return out;
}
