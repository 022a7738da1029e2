// How many messages of the inbox are unread: said in the menu, changed by the inbox.
import { ref } from 'vue';
import { get } from '@/console/lib/server';
import { mayOpen, me } from '@/console/lib/session';

export const unread = ref(0);

export async function countUnread(): Promise<void> {
  if (!me.value || !mayOpen('inbox')) return;
  unread.value = (await get<{ unread: number }>('/api/v1/inbox?limit=1').catch(() => ({ unread: 0 }))).unread;
}
