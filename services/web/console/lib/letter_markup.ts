// A letter's own markup, which the service made: the one place where markup becomes elements. Only what letters are made
// of comes through, so that a form that somebody wrote badly can neither run nor load anything in the console.
const elements = new Set('html body div h1 p small br table tbody tr th td ol li'.split(' '));
const attributes = ['class', 'colspan', 'lang'];

/** Its elements, made anew, and its style sheet, which is taken out first: a style element is refused even while it is
 *  only read (Content-Security-Policy). */
export function readLetter(markup: string): { paper: Node; type: string } {
  let type = '';
  const plain = markup.replace(/<style>([^<]*)<\/style>/g, (_, sheet: string) => {
    type += sheet;
    return '';
  });
  return { paper: remade(new DOMParser().parseFromString(plain, 'text/html').documentElement), type };
}

function remade(from: Node): Node {
  if (!(from instanceof Element)) return document.createTextNode(from.nodeType === Node.TEXT_NODE ? from.nodeValue! : '');
  if (!elements.has(from.localName)) return document.createTextNode('');
  const out = document.createElement(from.localName);
  for (const name of attributes) if (from.hasAttribute(name)) out.setAttribute(name, from.getAttribute(name)!);
  out.append(...[...from.childNodes].map(remade));
  return out;
}
