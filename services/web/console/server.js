// Asking the server. Problems (RFC 9457) come back as exceptions that carry them.
import { language, word } from './words.js';

export class Problem extends Error {
  constructor(status, body) {
    super(body.detail || body.title || word('failed'));
    this.status = status;
    this.errors = body.errors ?? [];
    this.type = body.type ?? '';
  }

  /** Whether it is a problem of that name. */
  is(name) {
    return this.type.endsWith(`:${name}`);
  }
}

let token = '';

/** What changing requests of this session bring, so that no other site's page can make them. */
export const keepToken = (csrf) => { token = csrf ?? ''; };

/** @returns {body, etag} @throws Problem */
export async function ask(method, path, { body, headers = {} } = {}) {
  const request = { method, headers: { 'Accept-Language': language(), ...headers }, credentials: 'same-origin' };
  if (method !== 'GET' && token) request.headers['X-CSRF-Token'] = token;
  if (body !== undefined) {
    request.headers['Content-Type'] = 'application/json';
    request.body = JSON.stringify(body);
  }
  let answer;
  try {
    answer = await fetch(path, request);
  } catch {
    throw new Problem(0, { detail: word('failed') });
  }
  const text = await answer.text();
  let parsed = {};
  try {
    parsed = text ? JSON.parse(text) : {};
  } catch {
    throw new Problem(answer.status, { detail: word('failed') });
  }
  if (!answer.ok) throw new Problem(answer.status, parsed);
  return { body: parsed, etag: answer.headers.get('ETag') };
}

export const get = (path) => ask('GET', path);

let known = null;

/** Desks, officers, categories, grounds and instruments; fetched once. */
export async function reference() {
  known ??= (await get('/api/v1/reference')).body;
  return known;
}
