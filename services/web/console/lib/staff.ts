// Officers as assignment shows them: what they have, what they may have, and when they are away.
import { me } from '@/console/lib/session';
import { word } from '@/console/lib/words';

export interface Leave {
  leave: string;
  from: string;
  until: string;
  deputy: string;
  reason: string;
  begun: boolean;
}
export interface Interest {
  interest: string;
  respondent: string;
  credit_code: string;
}
export interface StaffMember {
  officer: string;
  name: string;
  desk: string;
  roles: string[];
  capacity: number;
  load: number;
  overdue_or_today: number;
  on_duty: boolean;
  away: boolean;
  skills: string[];
  leaves: Leave[];
  interests: Interest[];
}
export interface RebalancePlan {
  plan: string;
  moves: { case_no: string; from: string; to: string; why: string }[];
  stay: string[];
}
export interface ForecastDay {
  date: string;
  due: number;
  present: number;
  arrivals_expected: number;
  endings_expected: number;
  open_expected: number;
}
export interface Forecast {
  desk: string;
  open: number;
  waiting: number;
  capacity: number;
  full_on: string | null;
  days: ForecastDay[];
}

/** As services/assignment has it: who leads records for others. */
export const leads = (): boolean =>
  (me.value?.roles ?? []).some((role) => ['lead', 'head', 'chief', 'dispatch', 'triage', 'manager'].includes(role));
/** As config/roles.toml has it for what changes others' work. */
export const oversees = (): boolean =>
  (me.value?.roles ?? []).some((role) => ['lead', 'head', 'chief', 'sup', 'manager'].includes(role));

export const presenceOf = (one: StaffMember): string =>
  word(one.away ? 'staff_away' : one.on_duty ? 'staff_on_duty' : 'staff_off_duty');
