// The faults a page shows: a summary that takes the focus, and one beside each field, found by the field's pointer.
import { inject, nextTick, provide, ref, type InjectionKey, type Ref } from 'vue';
import type { Fault } from './server';

interface Shown { faults: Ref<Fault[]>; clear: (pointer?: string) => void }
const key: InjectionKey<Shown> = Symbol('faults');

export const idOf = (pointer: string): string => `f${pointer.replaceAll('/', '-')}`;

/** Puts the focus on the field of a pointer, or on what contains it. */
export function focusOn(pointer: string): void {
  for (let at = pointer; at; at = at.slice(0, at.lastIndexOf('/'))) {
    const found = document.getElementById(idOf(at));
    if (!found) continue;
    const folded = found.closest('details');
    if (folded) folded.open = true;
    found.scrollIntoView({ block: 'center' });
    const control = found.matches('input, textarea, select, button') ? found : found.querySelector<HTMLElement>('input, textarea, select, button');
    return (control ?? found).focus({ preventScroll: true });
  }
}

export function provideFaults() {
  const faults = ref<Fault[]>([]);
  const clear = (pointer?: string) => {
    faults.value = pointer === undefined ? [] : faults.value.filter((one) => one.pointer !== pointer);
  };
  const show = async (found: Fault[]) => {
    faults.value = found;
    await nextTick();
    for (const one of found) document.getElementById(idOf(one.pointer))?.closest('details')?.setAttribute('open', '');
    document.getElementById('problems')?.focus();
  };
  provide(key, { faults, clear });
  return { faults, clear, show };
}

export const useFaults = (): Shown => inject(key)!;
