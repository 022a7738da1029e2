// Live news of cases. The browser reconnects by itself and asks for what it missed.
import { onBeforeUnmount, ref } from 'vue';

export interface News {
  case_no: string;
  kinds: string[];
}

let source: EventSource | null = null;
const listeners = new Set<(news: News | null) => void | Promise<void>>();
/** null: nobody listens; false: interrupted, reconnecting. */
export const connected = ref<boolean | null>(null);

const tell = (news: News | null) => {
  for (const one of [...listeners]) void one(news);
};

export function startLive(): void {
  if (source) return;
  source = new EventSource('/api/v1/events');
  source.addEventListener('case', (event) => tell(JSON.parse((event as MessageEvent<string>).data) as News));
  source.addEventListener('reload', () => tell(null));
  source.addEventListener('open', () => {
    connected.value = true;
  });
  source.addEventListener('error', () => {
    connected.value = false;
  });
}

export function stopLive(): void {
  source?.close();
  source = null;
  connected.value = null;
}

/** Hears of cases as long as the page is shown; null: everything should be read again. */
export function useLive(hear: (news: News | null) => void | Promise<void>): void {
  listeners.add(hear);
  onBeforeUnmount(() => listeners.delete(hear));
}
