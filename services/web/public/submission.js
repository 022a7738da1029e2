// Sends a complaint so that a double click, a retry and a reload are still one complaint: the Idempotency-Key stays the
// same as long as the content does. Neither the key nor the mark says anything about the content.
import { post } from './api.js';

const PENDING = 'guiyi.pending';
const RECEIPT = 'guiyi.receipt';

function randomKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16)); // randomUUID is missing on plain http
  return [...bytes].map((b) => b.toString(16).padStart(2, '0')).join('');
}

/// FNV-1a: only tells a changed form from the same one.
function markOf(text) {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

const kept = new Map(); // where storage is forbidden, this page alone remembers
function read(name) {
  try {
    return JSON.parse(sessionStorage.getItem(name));
  } catch {
    return kept.get(name) ?? null;
  }
}
function write(name, value) {
  kept.set(name, value);
  try {
    if (value === null) sessionStorage.removeItem(name);
    else sessionStorage.setItem(name, JSON.stringify(value));
  } catch {
    // kept above
  }
}

function keyFor(complaint) {
  const mark = markOf(JSON.stringify(complaint));
  const pending = read(PENDING);
  if (pending?.mark === mark) return pending.key;
  const key = randomKey();
  write(PENDING, { mark, key });
  return key;
}

/// @returns the receipt, which this tab remembers until forgetReceipt()
export async function submit(complaint) {
  const receipt = await post('/api/v1/complaints', complaint, { 'Idempotency-Key': keyFor(complaint) });
  write(RECEIPT, receipt);
  write(PENDING, null);
  return receipt;
}

export const lastReceipt = () => read(RECEIPT);
export const forgetReceipt = () => write(RECEIPT, null);
