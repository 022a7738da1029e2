// The text form of metrics: name{label="value"} number.
export interface Metric {
  name: string;
  labels: Record<string, string>;
  value: number;
}

export function metricsIn(text: string): Metric[] {
  const out: Metric[] = [];
  for (const line of text.split('\n')) {
    const found = /^([a-z_0-9]+)(?:\{(.*)\})? (\S+)$/.exec(line);
    if (!found) continue;
    const labels = Object.fromEntries(
      [...(found[2] ?? '').matchAll(/(\w+)="((?:\\.|[^"\\])*)"/g)].map(([, name, value]) => [name, value]),
    );
    out.push({ name: found[1]!, labels: labels as Record<string, string>, value: Number(found[3]) });
  }
  return out;
}
