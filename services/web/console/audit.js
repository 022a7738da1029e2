// The auditor's list: who signed in, did and looked at what.
import { caseLink, el, field, grid, pager, select, show, when } from './page.js';
import { get } from './server.js';
import { word, wordOf } from './words.js';

const kinds = ['look', 'refused', 'deed', 'sign_in', 'account', 'token'];

const subjectOf = (one) => {
  const number = one.case_no ?? one.subject ?? '';
  return /^C\d/.test(number) ? el('span', {}, caseLink(number), one.case_no && one.subject !== one.case_no ? ` ${one.subject}` : '') : one.subject ?? '';
};

/** Shows a page of the list. @param query filters, as the address has them */
export async function auditPage(query) {
  const { body } = await get(`/api/v1/audit?${query}`);
  const form = el('form', { class: 'filters' },
    field(word('by'), el('input', { name: 'by', value: query.get('by') ?? '' })),
    field(word('subject'), el('input', { name: 'subject', value: query.get('subject') ?? '' }), word('subject_hint')),
    field(word('kind'), select('kind', [['', word('any')], ...kinds.map((one) => [one, wordOf('audit_kind', one)])], query.get('kind') ?? '')),
    field(word('date_from'), el('input', { name: 'from', type: 'date', value: query.get('from') ?? '' })),
    field(word('date_to'), el('input', { name: 'to', type: 'date', value: query.get('to') ?? '' })),
    el('button', {}, word('apply')));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const asked = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
    location.hash = `/audit?${asked}`;
  });
  const rows = body.entries.map((one) => [when(one.at), wordOf('audit_kind', one.kind), one.by || word('program'), one.what,
                                          subjectOf(one), one.detail ?? '']);
  show(word('audit'), form,
    rows.length ? grid(word('audit_say'), ['at', 'kind', 'by', 'what', 'subject', 'detail'], rows) : el('p', {}, word('nothing_found')),
    pager('/audit', query, body.next),
    el('p', {}, el('a', { href: '/api/v1/audit/checkpoint', download: 'checkpoint.txt' }, word('checkpoint'))));
  return () => {};
}
