// Review: the complaints about which a person is to decide, and what people decided lately.
import { aside, caseLink, el, grid, pager, section, shortcuts, show, signed, stepRows, when } from './page.js';
import { get } from './server.js';
import { lastVerdict, load, path, takeBack } from './round.js';
import { named, word, wordOf } from './words.js';

const limit = 20;

const receiptLink = (receipt) => el('a', { href: `#${path}/${encodeURIComponent(receipt)}` }, receipt);

/** Fields that speak most for, or against, one case. */
function strongest(fields, sign) {
  return fields.filter((f) => f.centibits * sign > 0).sort((a, b) => (b.centibits - a.centibits) * sign).slice(0, 3)
    .map((f) => `${named(f.label)} ${signed(Number(f.bits))}`).join(' · ');
}

function waiting(items) {
  const rows = items.map((one) => [
    receiptLink(one.receipt_no), caseLink(one.case_no), one.best ? caseLink(one.best) : '', { number: signed(Number(one.total_bits)) },
    strongest(one.fields, 1), strongest(one.fields, -1),
    one.unsure ? `${word('unsure')}${aside(`${one.unsure.by} ${when(one.unsure.at)}`)}` : el('span', { class: 'fixed' }, word('pair_waiting')),
  ]);
  return grid(word('review_keys'), ['receipt', 'own_case', 'against_case', 'total', 'agrees', 'differs', 'state'], rows);
}

function batches(items, reload) {
  const way = (one) => {
    if (one.undone_by) return word('undone_by', one.undone_by);
    if (one.undoes) return word('does_undone', one.undoes);
    return el('button', { type: 'button', 'aria-label': `${word('undo')} ${one.batch}`, click: () => takeBack(one.batch, reload) }, word('undo'));
  };
  return grid(word('batches_say'), ['batch', 'changed', 'cause', 'receipt', 'moved', 'reason', 'undo'], items.map((one) => [
    one.batch, `${one.by ?? ''} ${when(one.at)}`, wordOf('cause', one.cause), one.judged.join(' '),
    [one.from, one.to].filter(Boolean).join(' → '), one.reason ?? '', way(one)]));
}

/** Shows what waits. @returns a function that leaves it */
export async function reviewsPage(query, reload) {
  const asked = new URLSearchParams({ limit, ...Object.fromEntries(query) });
  const [page, done] = await Promise.all([load(asked), get('/api/v1/matching/batches?limit=10')]);
  show(word('reviews'),
    page.items.length ? waiting(page.items) : el('p', {}, word('nothing_waits')), pager(path, query, page.next),
    section('batches', done.body.items.length ? batches(done.body.items, reload) : el('p', {}, word('nothing_done'))));
  return shortcuts({ j: () => stepRows(1), k: () => stepRows(-1), z: () => lastVerdict() && takeBack(lastVerdict().batch, reload) });
}
