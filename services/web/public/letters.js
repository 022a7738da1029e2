// The letters to this complainant that were sent online: listed under the progress, downloaded with the same code.
import { download, post } from './api.js';
import { language, t } from './i18n.js';

const place = document.getElementById('letters');
const list = document.getElementById('letters-list');

function line(one, credentials, fail) {
  const title = language() === 'zh' ? one.title_zh : one.title_en;
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = t('letters.download', { title, number: one.number });
  button.addEventListener('click', () =>
    download(`/api/v1/status/letters/${encodeURIComponent(one.letter)}`, credentials, `${one.letter}.pdf`).catch(fail));
  const hash = document.createElement('small');
  hash.textContent = ` ${one.issued_on} SHA-256 ${one.pdf_sha256}`;
  const item = document.createElement('li');
  item.append(button, hash);
  return item;
}

/// Shows what there is; nothing when there is none.
export async function showLetters(credentials, fail) {
  const { letters } = await post('/api/v1/status/letters', credentials);
  list.replaceChildren(...letters.map((one) => line(one, credentials, fail)));
  place.hidden = letters.length === 0;
}
