// The receipt: two codes to print or save, and what to do next.
import { moment, t } from './i18n.js';

const page = document.getElementById('receipt');

function asText(receipt) {
  const lines = [['receipt.no', receipt.receipt_no], ['receipt.code', receipt.query_code],
    ['receipt.at', moment(receipt.received_at)]].map(([key, value]) => `${t(key)}${t('receipt.colon')}${value}`);
  lines.push(new URL('status.html', location.href).href, '', ...(receipt.advice ?? []).map((line) => `- ${line.text}`), '');
  return lines.join('\r\n');
}

export function showReceipt(receipt, focus) {
  page.querySelector('[data-field=receipt_no]').textContent = receipt.receipt_no;
  page.querySelector('[data-field=query_code]').textContent = receipt.query_code;
  page.querySelector('[data-field=received_at]').textContent = moment(receipt.received_at);
  document.getElementById('advice').replaceChildren(...(receipt.advice ?? []).map((line) =>
    Object.assign(document.createElement('li'), { textContent: line.text })));
  const save = document.getElementById('save');
  if (save.href) URL.revokeObjectURL(save.href);
  save.href = URL.createObjectURL(new Blob(['\ufeff', asText(receipt)], { type: 'text/plain;charset=utf-8' }));
  save.download = `${receipt.receipt_no}.txt`;
  page.hidden = false;
  if (focus) page.querySelector('h2').focus();
}

export const hideReceipt = () => (page.hidden = true);
