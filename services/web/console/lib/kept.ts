// Choices that stay on this device: columns, density; and what stays as long as a tab.
import { ref, watch, type Ref } from 'vue';
import { forgetDrafts } from '@/console/lib/drafts';

export function kept<T>(name: string, initial: T): Ref<T> {
  let value = initial;
  try {
    const text = localStorage.getItem(`guiyi.${name}`);
    if (text) value = JSON.parse(text) as T;
  } catch {
    // What another version left and cannot be read is forgotten.
  }
  const made = ref(value) as Ref<T>;
  watch(made, (now) => localStorage.setItem(`guiyi.${name}`, JSON.stringify(now)), { deep: true });
  return made;
}

const ofTab = new Set<Ref<string>>();
/** Gone with the tab and with signing out: what was looked for may be somebody's name. */
export function keptForTab(name: string): Ref<string> {
  const made = ref(sessionStorage.getItem(`guiyi.${name}`) ?? '');
  watch(made, (now) => sessionStorage.setItem(`guiyi.${name}`, now));
  ofTab.add(made);
  return made;
}

/** Whoever signs in next in this tab finds nothing of who sat here before. */
export function forgetTab(): void {
  for (const one of ofTab) one.value = '';
  sessionStorage.clear();
  forgetDrafts();
}
