// The complaint while it is being written: what the person typed, kept on this device until it is sent or deleted.
import { reactive, ref, watch } from 'vue';
import { language } from '@/shared/language';
import { onDevice } from '@/shared/kept';
import type { Fault } from './server';
import { word } from './words';

export interface CallDraft {
  caller_number: string; callback_number: string; date: string; time: string; duration_s: string; transcript: string;
  refused: boolean;
}

export const blankCall = (): CallDraft =>
  ({ caller_number: '', callback_number: '', date: '', time: '', duration_s: '', transcript: '', refused: false });

export const blankDraft = () => ({
  narrative: '', category: '', calls: [blankCall()],
  anonymous: false, name: '', phone: '', email: '', address: '',
  respondent: '', platform: '', shop: '',
  product: '', order_no: '', transaction_date: '', amount: '',
  requests: [] as string[], consent_delegate: false, consent_publish: false,
  /** files that are with the server already */
  files: [] as { id: string; name: string }[],
});
export type Draft = ReturnType<typeof blankDraft>;

const stored = 'guiyi.draft';
const writeAfterMs = 400;

function restored(): Draft | null {
  try {
    const kept = JSON.parse(onDevice.read(stored) ?? 'null') as Partial<Draft> | null;
    if (!kept) return null;
    const draft = { ...blankDraft(), ...kept };
    return { ...draft, calls: draft.calls.map((one) => ({ ...blankCall(), ...one })) };
  } catch {
    return null;
  }
}

const isBlank = (draft: Draft) => JSON.stringify(draft) === JSON.stringify(blankDraft());

/** The draft of this device, written back as it changes. */
export function useDraft() {
  const found = restored();
  const draft = reactive(found ?? blankDraft());
  const saved = ref(found !== null);
  let timer = 0;
  const save = () => {
    clearTimeout(timer);
    timer = 0;
    if (isBlank(draft)) saved.value = (onDevice.write(stored, null), false);
    else saved.value = onDevice.write(stored, JSON.stringify(draft));
  };
  watch(draft, () => {
    clearTimeout(timer);
    timer = window.setTimeout(save, writeAfterMs);
  });
  addEventListener('pagehide', () => { if (timer) save(); });
  const forget = () => {
    Object.assign(draft, blankDraft());
    save();
  };
  return { draft, saved, wasRestored: found !== null, forget };
}

/** RFC 3339 with this device's offset on that day; the date alone when no time is known. */
function calledAt({ date, time }: CallDraft): string {
  if (!date || !time) return date;
  const east = -new Date(`${date}T${time}`).getTimezoneOffset();
  const two = (n: number) => String(Math.trunc(n)).padStart(2, '0');
  return `${date}T${time}:00${east < 0 ? '-' : '+'}${two(Math.abs(east) / 60)}:${two(Math.abs(east) % 60)}`;
}

/** Without what is empty. */
function filled<T extends object>(from: T): Partial<T> {
  return Object.fromEntries(Object.entries(from).flatMap(([name, value]) => {
    const kept = typeof value === 'string' ? value.trim() : value;
    return kept ? [[name, kept]] : [];
  })) as Partial<T>;
}

function call(from: CallDraft) {
  const { duration_s, date: _date, time: _time, ...rest } = from;
  const seconds = duration_s.trim();
  return { ...filled({ ...rest, called_at: calledAt(from) }),
    // What is no number goes as it is, so that the server says what is wrong with it.
    ...(seconds ? { duration_s: /^\d+$/.test(seconds) ? Number(seconds) : seconds } : {}) };
}

/** Which calls hold anything: the server sees only these, and names them by their place among them. */
export const callsGiven = (draft: Draft): number[] =>
  draft.calls.flatMap((one, i) => (Object.keys(call(one)).length ? [i] : []));

export type Complaint = ReturnType<typeof complaintOf>;

/** The complaint as the server takes it; what was left empty is absent. */
export function complaintOf(draft: Draft) {
  const some = <T>(list: T[]) => (list.length ? list : undefined);
  const part = <T extends object>(from: T) => { const kept = filled(from); return Object.keys(kept).length ? kept : undefined; };
  const { narrative, category, product, order_no, transaction_date } = draft;
  return {
    channel: 'portal', language: language.value,
    ...filled({ narrative, category, product, order_no, transaction_date }),
    complainant: part(draft.anonymous
      ? { anonymous: true, consent_publish: draft.consent_publish }
      : { name: draft.name, phone: draft.phone, email: draft.email, address: draft.address,
        consent_delegate: draft.consent_delegate, consent_publish: draft.consent_publish }),
    respondent: part({ name: draft.respondent, platform: draft.platform, shop: draft.shop }),
    calls: some(callsGiven(draft).map((i) => call(draft.calls[i]!))),
    amount: draft.amount.trim() ? { value: draft.amount.trim(), currency: 'CNY' } : undefined,
    requests: some([...draft.requests]),
    evidence: some([...new Set(draft.files.map((one) => one.id))]),
  };
}

/** What is mandatory and empty, up to a step. The server checks the rest, and these again. */
export function missing(draft: Draft, step: number): Fault[] {
  const faults: Fault[] = [];
  const need = (value: string, pointer: string, detail: string) => { if (!value.trim()) faults.push({ pointer, detail }); };
  need(draft.narrative, '/narrative', word('fill_in', word('narrative')));
  if (step < 2) return faults;
  if (!draft.anonymous) {
    need(draft.name, '/complainant/name', word('fill_in', word('name')));
    need(draft.phone, '/complainant/phone', word('fill_in', word('phone')));
  }
  if (!callsGiven(draft).length) need(draft.respondent, '/respondent/name', word('respondent_or_call'));
  return faults;
}

/** The step and, for faults of calls, the draft's own index: "/calls/0/called_at" of the server may be the third call. */
export function placed(fault: Fault, draft: Draft): Fault & { step: number } {
  const at = /^\/calls\/(\d+)(.*)$/.exec(fault.pointer);
  const own = at && callsGiven(draft)[Number(at[1])];
  const pointer = at && own !== undefined && own !== null ? `/calls/${own}${at[2]}` : fault.pointer.replace(/^\/evidence.*/, '/evidence');
  return { pointer, detail: fault.detail, step: /^\/(narrative|category|calls|evidence)/.test(pointer) ? 1 : pointer ? 2 : 3 };
}
