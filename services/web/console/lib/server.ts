// Asking the server. Problems (RFC 9457) come back as exceptions that carry them.
import { language } from '@/shared/language';
import { word } from '@/console/lib/words';

export interface Fault {
  pointer: string;
  code: string;
  detail: string;
}

export class Problem extends Error {
  readonly errors: Fault[];
  readonly type: string;
  constructor(
    readonly status: number,
    body: { detail?: string; title?: string; errors?: Fault[]; type?: string },
  ) {
    super(body.detail || body.title || word('failed'));
    this.errors = body.errors ?? [];
    this.type = body.type ?? '';
  }
  is(name: string): boolean {
    return this.type.endsWith(`:${name}`);
  }
  /** What was wrong, with every fault. */
  whole(): string {
    return [this.message, ...this.errors.map((one) => one.detail)].join(' ');
  }
}

let token = '';

/** What changing requests of this session bring, so that no other site's page can make them. */
export const keepToken = (csrf: string | undefined): void => {
  token = csrf ?? '';
};

interface Asked {
  body?: unknown;
  headers?: Record<string, string>;
}

async function fetched(method: string, path: string, { body, headers = {} }: Asked): Promise<Response> {
  const request: RequestInit & { headers: Record<string, string> } = {
    method,
    headers: { 'Accept-Language': language.value, ...headers },
    credentials: 'same-origin',
  };
  if (method !== 'GET' && token) request.headers['X-CSRF-Token'] = token;
  if (body !== undefined) {
    request.headers['Content-Type'] = 'application/json';
    request.body = JSON.stringify(body);
  }
  try {
    return await fetch(path, request);
  } catch {
    throw new Problem(0, { detail: word('failed') });
  }
}

/** @throws Problem */
export async function ask<T = unknown>(
  method: string,
  path: string,
  asked: Asked = {},
): Promise<{ body: T; etag: string }> {
  const answer = await fetched(method, path, asked);
  const text = await answer.text();
  let parsed: unknown;
  try {
    parsed = text ? JSON.parse(text) : {};
  } catch {
    throw new Problem(answer.status, { detail: word('failed') });
  }
  if (!answer.ok) throw new Problem(answer.status, parsed as object);
  return { body: parsed as T, etag: answer.headers.get('ETag') ?? '' };
}

type Answer<T> = Promise<{ body: T; etag: string }>;
const early = new Map<string, Answer<unknown>>();

/** Asks already for what a page will read in a moment: the first that reads it has the answer. */
export function ahead(path: string): void {
  const answer = ask('GET', path);
  answer.catch(() => undefined); // told to whoever reads it
  early.set(path, answer);
  setTimeout(() => early.delete(path), 5000); // nobody came: by then it is old
}

export async function get<T>(path: string): Promise<T> {
  const answer = early.get(path) as Answer<T> | undefined;
  early.delete(path);
  return (await (answer ?? ask<T>('GET', path))).body;
}
export const post = async <T = unknown>(
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<T> => (await ask<T>('POST', path, { body, headers })).body;

/** A document as bytes: its text never becomes part of a page. */
export async function getBlob(method: string, path: string, asked: Asked = {}): Promise<Blob> {
  const answer = await fetched(method, path, asked);
  if (!answer.ok) throw new Problem(answer.status, (await answer.json().catch(() => ({}))) as object);
  return answer.blob();
}

/** What lies at an address, without fetching it: its type, and how many bytes. */
export async function firstByte(path: string): Promise<{ type: string; size: number }> {
  const answer = await fetched('GET', path, { headers: { Range: 'bytes=0-0' } });
  if (!answer.ok) throw new Problem(answer.status, (await answer.json().catch(() => ({}))) as object);
  await answer.arrayBuffer();
  return {
    type: answer.headers.get('Content-Type') ?? '',
    size: Number(answer.headers.get('Content-Range')?.split('/')[1] ?? answer.headers.get('Content-Length')),
  };
}

export function saveAs(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

export const enc = encodeURIComponent;
