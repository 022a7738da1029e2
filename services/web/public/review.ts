// The draft as lines to read: for the check before sending, and as the text of a supplement.
import type { CallDraft, Draft } from './draft';
import { callsGiven } from './draft';
import { asDate } from '@/shared/language';
import { word, wordOf } from './words';

export interface Line { label: string; value: string; step: 1 | 2 }

const callLine = (one: CallDraft) =>
  [one.caller_number.trim(), [one.date && asDate(one.date), one.time].filter(Boolean).join(' '), one.refused && word('call_refused')].filter(Boolean).join(' · ');

function happened(draft: Draft): Line[] {
  return [
    { label: word('narrative'), value: draft.narrative.trim(), step: 1 },
    { label: word('category'), value: draft.category && wordOf('category', draft.category), step: 1 },
    { label: word('calls'), value: callsGiven(draft).map((i) => callLine(draft.calls[i]!)).join('\n'), step: 1 },
  ];
}

function them(draft: Draft): Line[] {
  const of = (label: string, value: string): Line => ({ label, value: value.trim(), step: 2 });
  return [of(word('respondent'), draft.respondent), of(word('platform'), draft.platform), of(word('shop'), draft.shop),
    of(word('product'), draft.product), of(word('order_no'), draft.order_no),
    of(word('transaction_date'), draft.transaction_date), of(word('amount'), draft.amount),
    of(word('requests'), draft.requests.map((code) => wordOf('request', code)).join('\n'))];
}

function you(draft: Draft): Line[] {
  const of = (label: string, value: string | boolean): Line =>
    ({ label, value: typeof value === 'string' ? value.trim() : value ? word('yes') : '', step: 2 });
  if (draft.anonymous) return [of(word('anonymous'), true)];
  return [of(word('name'), draft.name), of(word('phone'), draft.phone), of(word('email'), draft.email),
    of(word('address'), draft.address)];
}

const given = (lines: Line[]) => lines.filter((one) => one.value);

export const review = (draft: Draft): Line[] => given([
  ...happened(draft),
  { label: word('evidence'), value: draft.files.map((one) => one.name).join('\n'), step: 1 },
  ...you(draft), ...them(draft),
  { label: word('consent_delegate'), value: !draft.anonymous && draft.consent_delegate ? word('yes') : '', step: 2 },
  { label: word('consent_publish'), value: draft.consent_publish ? word('yes') : '', step: 2 },
]);

const textMax = 20_000; // as the server takes it

/** What the draft would add to a complaint that exists: all but who the person is, and the files. */
export function asSupplement(draft: Draft): string {
  const more = callsGiven(draft).flatMap((i) => {
    const one = draft.calls[i]!;
    return [{ label: word('call_callback_number'), value: one.callback_number.trim() },
      { label: word('call_duration_s'), value: one.duration_s.trim() }, { label: word('call_transcript'), value: one.transcript.trim() }];
  }).filter((one) => one.value);
  return [...given([...happened(draft), ...them(draft)]), ...more]
    .map((one) => one.label + word('colon') + one.value).join('\n').slice(0, textMax);
}
