// Live news of cases. The browser reconnects by itself and asks for what it missed.
let source = null;
const listeners = new Set();
let onConnection = () => {};

/** Hears {case_no, kinds}, or null when everything should be read again. @returns a function that ends it */
export function listen(to) {
  listeners.add(to);
  return () => listeners.delete(to);
}

export function start(connection) {
  onConnection = connection;
  if (source) return;
  source = new EventSource('/api/v1/events');
  source.addEventListener('case', (event) => tell(JSON.parse(event.data)));
  source.addEventListener('reload', () => tell(null));
  source.addEventListener('open', () => onConnection(true));
  source.addEventListener('error', () => onConnection(false));
}

export function stop() {
  source?.close();
  source = null;
}

function tell(news) {
  for (const one of [...listeners]) one(news);
}
