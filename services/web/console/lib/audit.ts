// What an entry of the auditor's list says, in words: routes that were looked at, facts that were recorded.
import { codeOf } from '@/console/lib/route_code';
import { asMoment } from '@/shared/language';
import { wordOf } from '@/console/lib/words';

interface Told {
  kind: string;
  what: string;
  detail?: string;
}

export function whatOf(one: Told): string {
  const [first = '', second = ''] = one.what.split(': ');
  if (one.kind === 'look' || one.kind === 'refused') {
    const said = wordOf('looked', codeOf(one.what));
    return said === codeOf(one.what) ? one.what : said;
  }
  if (one.kind === 'sign_in') return [wordOf('method', first), second && wordOf('signed', second)].filter(Boolean).join(' · ');
  const recorded = wordOf('recorded', one.what);
  return recorded === one.what ? wordOf('kind', one.what) : recorded;
}

export function detailOf(one: Told): string {
  const text = one.detail ?? '';
  if (/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text)) return asMoment(text);
  if (one.kind === 'account')
    return text
      .split(' ')
      .map((each) => (wordOf('role', each) === each ? wordOf('method', each) : wordOf('role', each)))
      .join(' · ');
  return wordOf('refused_for', text);
}
