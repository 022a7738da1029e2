// Reading what a page shows: while it is read, when it failed, and again.
import { onMounted, ref, shallowRef, watch, type ShallowRef } from 'vue';
import { Problem } from '@/console/lib/server';
import { language } from '@/shared/language';
import { me } from '@/console/lib/session';

export interface Loaded<T> {
  data: ShallowRef<T | null>;
  error: ShallowRef<string>;
  reload: () => Promise<void>;
}

/** How many reads are under way: what is shown will be another in a moment. */
export const reading = ref(0);

/** @param again read once more whenever this changes; the texts of the API follow the language, so that does too */
export function useLoad<T>(read: () => Promise<T>, again?: () => unknown): Loaded<T> {
  const data = shallowRef<T | null>(null);
  const error = shallowRef('');
  let turn = 0;
  const reload = async () => {
    const mine = ++turn;
    reading.value += 1;
    try {
      const read_ = await read();
      if (mine !== turn) return;
      data.value = read_;
      error.value = '';
    } catch (problem) {
      if (mine !== turn) return;
      if (problem instanceof Problem && problem.status === 401) me.value = null;
      error.value = problem instanceof Problem ? problem.whole() : String(problem);
    } finally {
      reading.value -= 1;
    }
  };
  onMounted(reload);
  watch(language, reload);
  if (again) watch(again, reload);
  return { data, error, reload };
}
