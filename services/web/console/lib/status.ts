// What the console says to the person: one line that is read out, with the way back where there is one. Nothing asks
// "are you sure": what cannot be taken back afterwards waits a few seconds in which it can.
import { shallowRef } from 'vue';
import { word } from '@/console/lib/words';
import { post, Problem } from '@/console/lib/server';

export interface Said {
  text: string;
  problem: boolean;
  undo?: () => void | Promise<void>;
  until?: number;
}

export const said = shallowRef<Said | null>(null);
let waiting: { run: () => Promise<void>; timer: ReturnType<typeof setTimeout> } | null = null;
const graceMs = 8000;

export function say(text: string, undo?: Said['undo']): void {
  said.value = text ? { text, problem: false, ...(undo && { undo }) } : null;
}

export function sayProblem(problem: unknown): void {
  said.value = {
    text: problem instanceof Problem ? problem.whole() : problem instanceof Error ? problem.message : String(problem),
    problem: true,
  };
}

/** Runs it and says what went wrong. @returns whether all went well */
export async function attempt(run: () => Promise<void>): Promise<boolean> {
  try {
    await run();
    return true;
  } catch (problem) {
    sayProblem(problem);
    return false;
  }
}

/** Sends a change, then reads again what it changed, and says that it is done. */
export const send = (path: string, body: unknown, after: () => void | Promise<void>): Promise<boolean> =>
  attempt(async () => {
    await post(path, body);
    await after();
    say(word('done'));
  });

/** Does it now what waits: before something else waits, and before the page goes. */
export async function flush(): Promise<void> {
  const due = waiting;
  waiting = null;
  if (!due) return;
  clearTimeout(due.timer);
  await attempt(due.run);
}

/** Does it in a few seconds unless taken back. @param undone what follows when it is */
export async function later(text: string, run: () => Promise<void>, undone: () => void): Promise<void> {
  await flush();
  waiting = { run, timer: setTimeout(() => void flush(), graceMs) };
  const undo = () => {
    if (!waiting) return;
    clearTimeout(waiting.timer);
    waiting = null;
    undone();
    say(word('taken_back'));
  };
  said.value = { text, problem: false, undo, until: graceMs };
}

/** u: takes back the last thing that can be. */
export async function takeBack(): Promise<void> {
  const undo = said.value?.undo;
  if (!undo) return say(word('nothing_to_undo'));
  said.value = null;
  await attempt(async () => {
    await undo();
  });
}

window.addEventListener('pagehide', () => void flush());
