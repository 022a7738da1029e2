// Shows the answer of POST /api/v1/status.
import { moment, t } from './i18n.js';

function row(label, value) {
  return [Object.assign(document.createElement('dt'), { textContent: label }),
    Object.assign(document.createElement('dd'), { textContent: value })];
}

function dateOf(next) {
  const date = next.provisional ? t('status.provisional', { date: next.due_on }) : next.due_on;
  return `${date}\n${next.what}`;
}

function entry(item) {
  const line = document.createElement('li');
  const at = document.createElement('time');
  at.dateTime = item.at;
  at.textContent = moment(item.at);
  line.append(at, item.text);
  return line;
}

export function showProgress(status) {
  const next = status.next_deadline;
  document.getElementById('stage').textContent = status.stage_text;
  document.getElementById('next-step').textContent = status.next_step;
  const decided = ['closed', 'refused'].includes(status.stage);
  document.querySelector('[data-action=feedback]').hidden = !decided;
  document.getElementById('facts').replaceChildren(
    ...row(t('receipt.no'), status.receipt_no),
    ...row(t('receipt.at'), moment(status.received_at)),
    ...row(t('status.case'), status.case_no ?? t('status.no_case')),
    ...row(t('status.next'), next ? dateOf(next) : t('status.no_next')),
    ...(next?.basis ? row(t('status.basis'), next.basis) : []),
    ...(status.similar ? row(t('status.similar'), t('status.similar_count', { count: status.similar })) : []),
    ...(status.urges ? row(t('status.urges'), t('status.urges_count', { count: status.urges })) : []));
  document.getElementById('history').replaceChildren(...status.history.map(entry));
}
