-- One complaint: look at what this person told before, then insert, or count a repeat. Text index kept.
\set who random(1, :people)
\set about random(1, 3000)
\set story random(0, 49999)
BEGIN;
SELECT narrative AS told, left(encode(sha256(convert_to((:who)::text, 'UTF8')), 'hex'), 32) AS person
  FROM stories WHERE id = :story \gset
SELECT id, similarity(narrative, :told) AS alike FROM complaints
  WHERE person = :person AND similarity(narrative, :told) > 0.6;
INSERT INTO complaints (person, firm, narrative) VALUES (:person, :about, :told)
  ON CONFLICT (person, firm) DO UPDATE SET repeats = complaints.repeats + 1;
COMMIT;
