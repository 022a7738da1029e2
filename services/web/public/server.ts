// Talks to the server. A refusal is thrown as Refusal, with the faults by field.
import { language } from '@/shared/language';
import { word } from './words';

/** A fault of the input; `pointer` names the field (RFC 6901), '' for none. */
export interface Fault { pointer: string; detail: string }

/** What the server refused, or (status 0) a connection that broke. */
export class Refusal extends Error {
  readonly faults: Fault[];
  constructor(readonly status: number, body: { title?: string; detail?: string; errors?: Fault[] } = {}, private wait = '') {
    super(body.detail || body.title || '');
    this.faults = body.errors ?? [];
  }

  /** One sentence for the reader: what happened, and what to do. */
  sentence(): string {
    if (this.status === 0) return word('error_network');
    if (this.status === 503) return word('error_busy', this.wait || '10');
    return this.message || word('error_other', this.status);
  }
}

/** The faults of whatever was thrown by this file; anything else is thrown on. */
export function faultsOf(error: unknown): Fault[] {
  if (!(error instanceof Refusal)) throw error;
  return error.faults.length ? error.faults : [{ pointer: '', detail: error.sentence() }];
}

const timeoutMs = 30_000;

function parsed(text: string) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

async function ask(path: string, body: unknown, headers: Record<string, string>): Promise<Response> {
  const answer = await fetch(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Accept-Language': language.value, ...headers },
    body: JSON.stringify(body),
    cache: 'no-store',
    signal: AbortSignal.timeout(timeoutMs),
  }).catch(() => { throw new Refusal(0); });
  if (!answer.ok) throw new Refusal(answer.status, parsed(await answer.text()), answer.headers.get('Retry-After') ?? '');
  return answer;
}

/** POSTs JSON. @returns the answer's body */
export async function post<T>(path: string, body: unknown, headers: Record<string, string> = {}): Promise<T> {
  const answer = await ask(path, body, headers);
  return parsed(await answer.text().catch(() => { throw new Refusal(0); })) as T;
}

/** POSTs JSON and gives the answer to the reader as a file. */
export async function download(path: string, body: unknown, name: string): Promise<void> {
  const answer = await ask(path, body, {});
  const link = document.createElement('a');
  link.href = URL.createObjectURL(await answer.blob());
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

/** Sends a file as it is. XMLHttpRequest, because fetch does not tell how much has been sent. */
export function upload(file: Blob, onProgress: (part: number) => void) {
  const request = new XMLHttpRequest();
  const done = new Promise<{ id: string }>((resolve, reject) => {
    request.open('POST', '/api/v1/evidence');
    request.setRequestHeader('Content-Type', file.type || 'application/octet-stream');
    request.setRequestHeader('Accept-Language', language.value);
    request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total);
    request.onerror = request.onabort = () => reject(new Refusal(0));
    request.onload = () => {
      const content = parsed(request.responseText);
      if (request.status >= 200 && request.status < 300) resolve(content);
      else reject(new Refusal(request.status, content, request.getResponseHeader('Retry-After') ?? ''));
    };
    request.send(file);
  });
  return { done, cancel: () => request.abort() };
}
