-- Tables of the comparison, filled from the folder psql runs in. The text index is built after the rows, as one would.
CREATE EXTENSION pg_trgm;
CREATE TABLE stories (id int PRIMARY KEY, narrative text NOT NULL);
\copy stories FROM 'stories.tsv'
CREATE TABLE complaints (
    id bigserial PRIMARY KEY,
    person text NOT NULL,
    firm int NOT NULL,
    narrative text NOT NULL,
    repeats int NOT NULL DEFAULT 0,
    received_at timestamptz NOT NULL DEFAULT now()
);
\copy complaints (person, firm, narrative) FROM 'complaints.tsv'
CREATE UNIQUE INDEX complaints_by_key ON complaints (person, firm);
CREATE INDEX complaints_by_text ON complaints USING gin (narrative gin_trgm_ops);
VACUUM ANALYZE complaints;
CHECKPOINT;
