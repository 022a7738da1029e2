// What the API says of a case, as far as the pages show it (services/web/openapi.json has all of it).
import type { Due } from '@/console/lib/due';

export interface Basis {
  instrument?: string;
  version?: string;
  article?: string;
  verified: boolean;
}
export interface Labelled {
  zh: string;
  en: string;
}

interface CaseFields {
  case_no: string;
  state: string;
  merged_into: string | null;
  track: string;
  categories: string[];
  complainant: string | null;
  respondent: string | null;
  platform: string | null;
  received_at: string;
  due: Due | null;
  urges: number;
  withdrawals: number;
  awaiting: string[];
  repeat_kinds: string[];
  repeat_count: number;
  escalate: string | null;
  urgency: 'now' | 'soon' | 'normal';
  verdict: string;
  outcome: string | null;
  changed_at: string;
  changed_by: string;
  revision: number;
  step: string | null;
}
export interface QueueRow extends CaseFields {
  desk: string;
  officer: string | null;
  complaints: number;
  actions: string[];
}
export interface SearchHit extends QueueRow {
  passages: { in: string; pieces: { text: string; hit?: boolean }[] }[];
}
export interface Call {
  caller_masked?: string;
  callback_masked?: string;
  called_at?: string;
  duration_s?: number;
  refused?: boolean;
  transcript?: string;
  recording?: string;
}
export interface Summary {
  channel?: string;
  complainant_masked?: string;
  phone_masked?: string;
  respondent?: string;
  platform?: string;
  shop?: string;
  product?: string;
  transaction_on?: string;
  amount?: string;
  currency?: string;
  requests?: string[];
  narrative?: string;
  calls?: Call[];
  evidence?: string[];
  incomplete?: string[];
  flags?: string[];
  region?: string;
}
export interface Complaint {
  receipt_no: string;
  received_at: string;
  summary?: Summary;
  explanation?: string;
}
export interface Span {
  from: string;
  to: string;
  counted: boolean;
  reason: string;
  name?: string;
}
export interface Clock {
  clock: string;
  receipt_no?: string;
  state: string;
  title_zh?: string;
  title_en?: string;
  started_on: string;
  due_on?: string;
  ended_on?: string;
  provisional: boolean;
  basis?: Basis;
  instrument?: Labelled | null;
  arithmetic?: Span[];
  explanation?: string;
  paused_on?: string;
  reason?: string;
  other_due_on?: string;
  other_basis?: Basis;
  other_instrument?: Labelled | null;
  target?: boolean;
  was_due_on?: string;
  extended?: string;
}
export interface StepField {
  field: string;
  kind: string;
  zh: string;
  en: string;
  choices?: string[];
  max?: number;
}
export interface GroundChoice {
  code: string;
  zh: string;
  en: string;
  article: string;
}
export interface Offered {
  action: string;
  zh?: string;
  en?: string;
  basis?: Basis;
  articles?: ({ article: string } & Labelled)[];
  who?: ({ role: string } & Labelled)[];
  may?: boolean;
  to?: string;
  needs?: StepField[];
  takes?: StepField[];
  grounds?: GroundChoice[];
  outcomes?: string[];
  tracks?: string[];
  pause_reasons?: string[];
  letters?: ({ form: string } & Labelled)[];
}
export interface Repeat extends Labelled {
  receipt: string;
  kind: string;
  reasons: string[];
  related: string | null;
  campaign: string | null;
  decided: string;
  by: string | null;
  possible: string[];
  follows_zh: string;
  follows_en: string;
  decides: string;
  clock: string;
  instrument: string;
  article: string;
  verified: boolean;
  instrument_name?: Labelled | null;
}
export interface Hint extends Labelled {
  axis: string;
  code: string;
  weight: number;
  because: { receipt_no?: string; field?: string; at?: number; size?: number; words?: string }[];
}
export interface Delivery {
  state: string;
  detail?: string;
  at: string;
  message?: string;
}
export interface Case extends CaseFields {
  desk: { id: string; name_zh: string; name_en: string } | null;
  officer: { id: string; name?: string } | null;
  complaints: Complaint[];
  actions: Offered[];
  procedure: (Labelled & { rulebook: string; state_zh: string; state_en: string; track_zh: string; track_en: string }) | null;
  assigned_because: string[];
  related: string | null;
  from: string | null;
  reports: string[];
  similar: number;
  repeats: Repeat[];
  clocks: Clock[];
  deliveries: Delivery[];
  timeline: string;
  letters: string;
  hints?: { urgency: string; hints: Hint[] } | null;
  respondents?: { respondent: string; name: string; complaints: number }[];
}
export interface Entry {
  n: number;
  at: string;
  kind: string;
  data: Record<string, unknown>;
}

export interface MatchField {
  field: string;
  level: string;
  stage: 'person' | 'dispute';
  centibits: number;
  bits: string;
  label: Labelled;
  level_label: Labelled;
}
export interface Match {
  receipt_no: string;
  case_no: string;
  verdict: string;
  model: string;
  band: 'tie' | 'review' | 'new';
  held_by: string | null;
  held_by_label: Labelled | null;
  bridged: string | null;
  candidates: number;
  capped: string[];
  best: string | null;
  fields: MatchField[];
  person_bits: string;
  prior_bits: string;
  dispute_bits: string;
  base_rate_bits: string;
  total_centibits: number;
  total_bits: string;
  runner_up: string | null;
  runner_up_bits: string | null;
}
export interface Change {
  what: string;
  receipt_no: string;
  case_no: string;
  verdict: string;
  apart: string[];
  lifted: string[];
  into: string;
  out_of: string;
  receipts: string[];
  batch: string;
}
export interface Regrouped {
  batch: string | null;
  founder_stays: boolean;
  changes: (Change | null)[];
}
/** The record of a firm that complaints name. */
export interface Firm {
  respondent: string;
  key: string;
  name: string;
  credit_code?: string;
  names?: string[];
  addresses?: string[];
  shops?: string[];
  numbers?: string[];
  complaints: number;
  first_at?: string;
  last_at?: string;
  merged_into?: string;
  receipts?: string[];
  cases?: string[];
  merged?: string[];
}
