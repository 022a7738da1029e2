// Files on their way to the server, as soon as they are chosen. One at a time; when the connection goes, the file that was
// on its way is sent again by itself once the connection is back.
import { computed, reactive } from 'vue';
import { Refusal, upload } from './server';
import { word } from './words';

export interface Kept { id: string; name: string }
export interface Sending {
  key: number; name: string; part: number;
  state: 'waiting' | 'running' | 'offline' | 'failed';
  why: string; tooLarge: boolean;
}

const limitBytes = 100 * 1024 * 1024;
const againAfterMs = 5_000;
let serial = 0;

export function useUploads(keep: (one: Kept) => void) {
  const sending = reactive<Sending[]>([]);
  const files = new Map<number, { file: File; cancel?: () => void }>();
  const busy = computed(() => sending.some((one) => one.state !== 'failed'));
  const failed = computed(() => sending.some((one) => one.state === 'failed'));

  function drop(key: number) {
    files.get(key)?.cancel?.();
    files.delete(key);
    const at = sending.findIndex((one) => one.key === key);
    if (at >= 0) sending.splice(at, 1);
  }

  async function send(one: Sending) {
    const entry = files.get(one.key);
    if (!entry) return;
    one.state = 'running';
    one.part = 0;
    const running = upload(entry.file, (part) => { one.part = part; });
    entry.cancel = running.cancel;
    try {
      const { id } = await running.done;
      keep({ id, name: one.name });
      drop(one.key);
    } catch (error) {
      if (!files.has(one.key)) return; // it was removed
      if (!(error instanceof Refusal)) throw error;
      one.state = error.status === 0 || error.status === 503 ? 'offline' : 'failed';
      one.why = error.sentence();
      if (one.state === 'offline') setTimeout(resume, againAfterMs);
    }
    next();
  }

  /** Sends the next file, unless one is on its way. What the connection broke waits for `resume`. */
  function next() {
    if (sending.some((one) => one.state === 'running')) return;
    const first = sending.find((one) => one.state === 'waiting');
    if (first) void send(first);
  }
  function resume() {
    if (!navigator.onLine) return;
    for (const one of sending) if (one.state === 'offline') one.state = 'waiting';
    next();
  }

  function add(file: File, name = file.name) {
    const tooLarge = file.size > limitBytes;
    const key = ++serial;
    files.set(key, { file });
    sending.push({ key, name, part: 0, state: tooLarge ? 'failed' : 'waiting', why: tooLarge ? word('evidence_large') : '', tooLarge });
    next();
  }

  function retry(one: Sending) {
    one.state = 'waiting';
    next();
  }

  addEventListener('online', resume);
  return { sending, busy, failed, add, drop, retry };
}
