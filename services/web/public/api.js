// Talks to the server. A refusal is thrown as Problem, with the faults by field.
import { language, t } from './i18n.js';

const TIMEOUT_MS = 30_000;

/// What the server refused, or (status 0) a connection that broke.
export class Problem extends Error {
  constructor(status, body = {}, retryAfter = null) {
    super(body.detail || body.title || '');
    this.status = status;
    this.errors = body.errors ?? [];
    this.retryAfter = retryAfter;
  }

  /// One sentence for the reader.
  sentence() {
    if (this.status === 0) return t('error.network');
    if (this.status === 503) return t('error.busy', { seconds: this.retryAfter || '10' });
    return this.message || t('error.other', { status: this.status });
  }
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

/// POSTs JSON. @returns the answer's body
export async function post(path, body, headers = {}) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), TIMEOUT_MS);
  try {
    const answer = await fetch(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Accept-Language': language(), ...headers },
      body: JSON.stringify(body),
      cache: 'no-store',
      signal: stop.signal,
    });
    const content = parsed(await answer.text());
    if (!answer.ok) throw new Problem(answer.status, content, answer.headers.get('Retry-After'));
    return content;
  } catch (error) {
    throw error instanceof Problem ? error : new Problem(0);
  } finally {
    clearTimeout(timer);
  }
}

/// POSTs JSON and gives the answer to the reader as a file.
export async function download(path, body, name) {
  const answer = await fetch(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Accept-Language': language() },
    body: JSON.stringify(body),
    cache: 'no-store',
  }).catch(() => { throw new Problem(0); });
  if (!answer.ok) throw new Problem(answer.status, parsed(await answer.text()), answer.headers.get('Retry-After'));
  const link = document.createElement('a');
  link.href = URL.createObjectURL(await answer.blob());
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

/// Sends a file as it is. XMLHttpRequest, because fetch does not tell how much has been sent.
/// @returns {promise of the answer's body, cancel}
export function upload(path, file, onProgress) {
  const request = new XMLHttpRequest();
  const promise = new Promise((resolve, reject) => {
    request.open('POST', path);
    request.setRequestHeader('Content-Type', file.type || 'application/octet-stream');
    request.setRequestHeader('Accept-Language', language());
    request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total);
    request.onerror = request.onabort = () => reject(new Problem(0));
    request.onload = () => {
      const content = parsed(request.responseText);
      if (request.status >= 200 && request.status < 300) resolve(content);
      else reject(new Problem(request.status, content, request.getResponseHeader('Retry-After')));
    };
    request.send(file);
  });
  return { promise, cancel: () => request.abort() };
}
