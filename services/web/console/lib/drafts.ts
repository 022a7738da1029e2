// What is being typed into the forms of cases, kept while other pages are looked at: whoever looks something up in between,
// or reads the case again because somebody else changed it, finds it as it was. In memory alone: it is gone with the tab and
// with signing out.
import { computed, onBeforeUnmount, reactive, type ComputedRef } from 'vue';

type Values = Record<string, string>;
interface Kept {
  initial: Values;
  values: Values;
}
const drafts = new Map<string, Kept>();

export interface Draft {
  values: Values;
  changed: ComputedRef<boolean>;
  /** Back to the beginning: it was sent, or given up. @returns what brings it back */
  clear: () => () => void;
}

const differs = ({ initial, values }: Kept, name: string) => values[name] !== initial[name];

/** @param initial what the form begins with; what was typed into an earlier one of that name goes before it */
export function draftOf(name: string, initial: Values): Draft {
  const before = drafts.get(name);
  const typed = Object.keys(initial).filter((one) => before?.values[one] !== undefined && differs(before, one));
  const values = reactive<Values>({
    ...initial,
    ...Object.fromEntries(typed.map((one) => [one, before?.values[one] ?? ''])),
  });
  const mine = { initial, values };
  drafts.set(name, mine);
  const changed = computed(() => Object.keys(initial).some((one) => differs(mine, one)));
  onBeforeUnmount(() => {
    if (!changed.value && drafts.get(name) === mine) drafts.delete(name);
  });
  const clear = () => {
    const was = { ...values };
    Object.assign(values, initial);
    return () => void Object.assign(drafts.get(name)?.values ?? values, was); // the form may be another one by then
  };
  return { values, changed, clear };
}

export const forgetDrafts = (): void => drafts.clear();
