// The passages that two texts have in common, so that a person sees at once what was said twice.

const leastLength = 4;

/** Passages of at least four characters that stand in both, the longest first; none lies within another.
 *  Takes the longest match at each place of `a`, so it is quadratic at worst: for narratives, not for books. */
export function shared(a: string, b: string): string[] {
  const found = new Set<string>();
  for (let at = 0; at + leastLength <= a.length;) {
    let size = leastLength;
    if (!b.includes(a.slice(at, at + size))) {
      at += 1;
      continue;
    }
    while (at + size < a.length && b.includes(a.slice(at, at + size + 1))) size += 1;
    found.add(a.slice(at, at + size));
    at += size;
  }
  return [...found].sort((x, y) => y.length - x.length);
}
