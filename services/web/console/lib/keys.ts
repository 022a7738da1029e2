// Keys for what is done often. A page registers its keys while it is shown; the cheat sheet lists what holds just now.
// They can be switched off (they are single letters, which some input methods and screen readers need), and never act
// while something is typed. "g q" is g, then q.
import { onBeforeUnmount, onMounted, ref, shallowReactive } from 'vue';

export interface Key {
  key: string;
  says: string;
  run: () => void;
  always?: boolean;
}

const groups = shallowReactive(new Set<Key[]>());
const switchName = 'guiyi.shortcuts';
export const keysOn = ref(localStorage.getItem(switchName) !== 'off');

export function switchKeys(): void {
  keysOn.value = !keysOn.value;
  localStorage.setItem(switchName, keysOn.value ? 'on' : 'off');
}

export const heldKeys = (): Key[] => [...groups].flat();

export function useKeys(keys: Key[]): void {
  onMounted(() => groups.add(keys));
  onBeforeUnmount(() => groups.delete(keys));
}

const typing = (target: EventTarget | null) =>
  target instanceof Element &&
  target.closest('input:not([type=radio]):not([type=checkbox]), select, textarea, [contenteditable]') !== null;

let begun = '';
let begunAt = 0;

/** The pressed key with what began it, as the registry writes it. */
function pressed(event: KeyboardEvent): string {
  const whole = begun && event.timeStamp - begunAt < 1500 ? `${begun} ${event.key}` : event.key;
  begun = event.key === 'g' && whole === 'g' ? 'g' : '';
  begunAt = event.timeStamp;
  return whole;
}

document.addEventListener('keydown', (event) => {
  if (event.isComposing || event.repeat) return;
  const combined = event.ctrlKey || event.metaKey;
  if (event.altKey || (combined && event.key.toLowerCase() !== 'k')) return;
  if (!combined && (typing(event.target) || document.querySelector('[role=dialog][aria-modal=true]'))) return;
  const name = combined ? `Ctrl-${event.key.toUpperCase()}` : pressed(event);
  // What was registered last is nearest to the person: a page's key goes before the shell's.
  const found = heldKeys()
    .reverse()
    .find((one) => one.key === name && (keysOn.value || one.always));
  if (!found) return;
  event.preventDefault();
  found.run();
});

/** j and k among the rows of a list: whatever carries data-row. Enter is the link's own. */
export function stepRows(by: number): void {
  const rows = [...document.querySelectorAll<HTMLElement>('#main [data-row]')];
  const at = rows.indexOf(document.activeElement as HTMLElement);
  const next = rows[Math.min(Math.max(at + by, 0), rows.length - 1)];
  next?.focus();
  next?.scrollIntoView({ block: 'nearest' });
}

export const listKeys: Key[] = [
  { key: 'j', says: 'key_next', run: () => stepRows(1) },
  { key: 'k', says: 'key_previous', run: () => stepRows(-1) },
];
