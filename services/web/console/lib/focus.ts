// The focus is never nowhere. When what had it goes from the page (a button that did its work, a notice that was read) the
// nearest thing that is left takes it, else the page's heading; what cannot be used for a moment has it again afterwards.
// What a page does about the focus by itself comes first.
const takes =
  'a[href], button:enabled, input:enabled, select:enabled, textarea:enabled, summary, [tabindex="0"]:not(.scroll, .waterfall)';

/** Gives it the focus once the frame is drawn: asked for at once, the page would be laid out for that alone. Whoever has put
 *  the focus elsewhere meanwhile keeps it. */
export function focusSoon(find: () => HTMLElement | null | undefined): void {
  const had = document.activeElement;
  requestAnimationFrame(() =>
    setTimeout(() => {
      if ([had, document.body].includes(document.activeElement)) find()?.focus({ preventScroll: true });
    }),
  );
}

/** @param main everything that pages put there is looked after */
export function keepFocus(main: HTMLElement): void {
  let path: Element[] = []; // what had the focus last, and all that it stood in
  let paused = false;

  const find = (): void => {
    const [last] = path;
    if (!last || document.activeElement !== document.body) return;
    if (last.matches(':disabled')) {
      paused = true;
      return;
    }
    if (last.isConnected && !paused) return;
    paused = false;
    const left = path.find((one) => one.isConnected && one !== main && (one === last || one.querySelector(takes)));
    const next = left === last ? last : (left?.querySelector(takes) ?? main.querySelector('h1'));
    (next as HTMLElement | null)?.focus();
  };

  main.addEventListener('focusin', (event) => {
    paused = false;
    path = [];
    for (let at = event.target as Element | null; at && at !== main; at = at.parentElement) path.push(at);
  });
  // Whoever clicks beside everything wants the focus nowhere.
  document.addEventListener('pointerdown', (event) => {
    if (!(event.target as Element).closest?.(takes)) path = [];
  });
  new MutationObserver(() => setTimeout(find)).observe(main, {
    childList: true,
    subtree: true,
    attributes: true,
    attributeFilter: ['disabled'],
  });
}
