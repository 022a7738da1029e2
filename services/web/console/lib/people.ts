// Accounts as the administration shows them.
import { word } from '@/console/lib/words';
import type { OpenSession } from '@/console/parts/SessionsTable.vue';

export interface Named {
  id: string;
  name_zh: string;
  name_en: string;
}
export interface Known {
  roles: Named[];
  scopes: string[];
  desks: Named[];
  organisations: Named[];
}
export interface Account {
  account: string;
  name?: string;
  desk?: string;
  organisation?: string;
  roles: string[];
  closed?: boolean;
  locked_until?: string;
  invited_until?: string;
  has_password?: boolean;
  second_factor?: boolean;
  signed_in_at?: string;
  sessions?: OpenSession[];
}

export function standing(one: Account): string {
  if (one.closed) return word('standing_closed');
  if (one.locked_until) return word('standing_locked');
  if (one.invited_until) return word('standing_invited');
  return word(one.has_password ? 'standing_open' : 'standing_none');
}
export interface Link {
  link?: string;
  link_expires_at?: string;
}
