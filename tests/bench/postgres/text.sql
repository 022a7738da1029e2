-- One complaint, its repeats found by text among everybody's: the trigram index's own work.
\set who random(1, :people)
\set about random(1, 3000)
\set story random(0, 49999)
BEGIN;
SET LOCAL pg_trgm.similarity_threshold = 0.6;
SELECT narrative AS told, left(encode(sha256(convert_to((:who)::text, 'UTF8')), 'hex'), 32) AS person
  FROM stories WHERE id = :story \gset
SELECT id, similarity(narrative, :told) AS alike FROM complaints
  WHERE narrative % :told ORDER BY alike DESC LIMIT 5;
INSERT INTO complaints (person, firm, narrative) VALUES (:person, :about, :told)
  ON CONFLICT (person, firm) DO UPDATE SET repeats = complaints.repeats + 1;
COMMIT;
