// Who else has this case open just now: no lock, only a notice.
import { onBeforeUnmount, onMounted, ref, type Ref } from 'vue';
import { enc, post } from '@/console/lib/server';

export interface Other {
  by: string;
  name: string;
}
const everyMs = 15_000;

export function usePresence(no: string): Ref<Other[]> {
  const others = ref<Other[]>([]);
  let timer: ReturnType<typeof setInterval> | null = null;
  const tell = async () => {
    if (document.hidden) return;
    others.value = (
      await post<{ others: Other[] }>(`/api/v1/cases/${enc(no)}/presence`, {}).catch(() => ({ others: [] }))
    ).others;
  };
  onMounted(() => {
    void tell();
    timer = setInterval(() => void tell(), everyMs);
  });
  onBeforeUnmount(() => {
    if (timer) clearInterval(timer);
  });
  return others;
}
