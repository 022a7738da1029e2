// Sends a complaint so that a double click, a retry and a reload are still one complaint: the Idempotency-Key stays the
// same as long as the content does. Neither the key nor the mark says anything about the content.
import { inTab } from '@/shared/kept';
import type { Complaint } from './draft';
import { post } from './server';

export interface Receipt { receipt_no: string; query_code?: string; received_at: string; advice?: { code: string; text: string }[] }

const pending = 'guiyi.pending';
const receipt = 'guiyi.receipt';

function randomKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16)); // randomUUID is missing on plain http
  return [...bytes].map((b) => b.toString(16).padStart(2, '0')).join('');
}

/** FNV-1a: only tells a changed form from the same one. */
function markOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

function keyFor(complaint: Complaint): string {
  const mark = markOf(JSON.stringify(complaint));
  const last = JSON.parse(inTab.read(pending) ?? 'null') as { mark: number; key: string } | null;
  if (last?.mark === mark) return last.key;
  const key = randomKey();
  inTab.write(pending, JSON.stringify({ mark, key }));
  return key;
}

/** @returns the receipt, which this tab remembers until forgetReceipt() */
export async function submit(complaint: Complaint): Promise<Receipt> {
  const said = await post<Receipt>('/api/v1/complaints', complaint, { 'Idempotency-Key': keyFor(complaint) });
  inTab.write(receipt, JSON.stringify(said));
  inTab.write(pending, null);
  return said;
}

export const lastReceipt = (): Receipt | null => JSON.parse(inTab.read(receipt) ?? 'null') as Receipt | null;
export const forgetReceipt = (): void => { inTab.write(receipt, null); };
