// Who sits here, and what their roles open. The server decides; this only hides what would be refused.
import { shallowRef } from 'vue';
import { forgetTab } from '@/console/lib/kept';
import { ask, get, keepToken, Problem } from '@/console/lib/server';

export interface Session {
  account?: string;
  officer?: string;
  name?: string;
  roles: string[];
  rows?: string;
  desk?: string;
  csrf: string;
  has_account?: boolean;
  second_factor?: boolean;
  second_factor_missing?: boolean;
  recovery_codes_left?: number;
}

export const me = shallowRef<Session | null>(null);

export function signedIn(as: Session): void {
  keepToken(as.csrf);
  me.value = { ...as, roles: as.roles ?? [] };
}

export async function whoAmI(): Promise<Session | null> {
  try {
    const who = await get<Session>('/api/v1/session');
    if (who.account) signedIn(who);
    else me.value = null;
  } catch (problem) {
    if (!(problem instanceof Problem) || problem.status !== 401) throw problem;
    me.value = null;
  }
  return me.value;
}

let begun: Promise<Session | null> | null = null;
/** The same, asked once: while the page is still being built. */
export const whoIsHere = (): Promise<Session | null> => (begun ??= whoAmI());

export async function signOut(): Promise<void> {
  await ask('DELETE', '/api/v1/session').catch(() => undefined);
  keepToken('');
  forgetTab();
  me.value = null;
}

const handlers = ['intake', 'dispatch', 'officer', 'mediator', 'lead', 'head', 'chief', 'arch', 'sup', 'triage'];
const readers = [...handlers, 'manager', 'auditor', 'integrator'];
const overseers = ['lead', 'head', 'chief', 'sup', 'manager'];

/** Whom a page is for, as config/roles.toml has it. */
export const pagesFor: Record<string, string[]> = {
  cases: readers,
  search: [...handlers, 'manager', 'auditor'],
  review: ['intake', 'dispatch', 'officer', 'lead', 'head', 'triage', 'auditor'],
  campaigns: [...handlers, 'manager', 'auditor'],
  respondents: [...handlers, 'manager', 'auditor'],
  reports: [...overseers, 'auditor'],
  quality: [...handlers, 'manager', 'auditor'],
  staff: [...handlers, 'manager', 'auditor'],
  law: [...handlers, 'manager', 'auditor', 'administrator'],
  inbox: [...handlers, 'manager', 'auditor'],
  people: ['administrator'],
  templates: [...overseers, 'auditor', 'administrator'],
  deliveries: [...overseers, 'auditor', 'administrator'],
  system: ['administrator'],
  audit: ['auditor'],
};

export const mayOpen = (page: string): boolean => {
  const of = pagesFor[page];
  return !of || (me.value?.roles ?? []).some((role) => of.includes(role));
};

/** Where somebody begins who named no page: the first that is for them. */
export function homePage(): string {
  const roles = me.value?.roles ?? [];
  const only = (role: string) => roles.every((one) => one === role);
  const own = only('auditor') ? 'audit' : only('manager') ? 'reports' : 'cases';
  const page = [own, 'cases', 'people', 'reports', 'audit'].find(mayOpen);
  return me.value?.second_factor_missing || !page ? '/account' : `/${page}`;
}
