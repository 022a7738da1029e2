// What POST /api/v1/status answers.
export interface Step { at: string; stage: string; text: string }
export interface Progress {
  receipt_no: string; received_at: string; stage: string; stage_text: string; case_no: string | null; next_step: string;
  next_deadline: { due_on: string; provisional: boolean; paused: boolean; basis: string; what: string } | null;
  similar: number; urges: number; history: Step[];
}
export interface Letter { letter: string; number: string; title_zh: string; title_en: string; issued_on: string; pdf_sha256: string }
export interface Codes { receipt_no: string; query_code: string }
