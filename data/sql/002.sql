-- Version 2: official codes, and what is to be typed into the province's own system (src/store/mc-retype.h).

ALTER TABLE dossier ADD COLUMN official_code TEXT;
-- The number of the desk that received it while it waits, else NULL.
ALTER TABLE dossier ADD COLUMN to_retype INTEGER;

-- Not unique: two desks may have given one code to two dossiers before they met; neither is dropped.
CREATE INDEX dossier_official ON dossier (official_code) WHERE official_code IS NOT NULL;
CREATE INDEX dossier_retype ON dossier (to_retype, id) WHERE to_retype IS NOT NULL;
CREATE INDEX dossier_retype_all ON dossier (id) WHERE to_retype IS NOT NULL;

-- A dossier that was sent online came out of the province's system: its code is the official one.
UPDATE dossier SET official_code = code WHERE EXISTS (
  SELECT 1 FROM entry e WHERE e.origin = dossier.origin AND e.stream = 0 AND e.seq = dossier.seq
    AND CAST (e.envelope AS TEXT) ->> '$.k' = 'submit');

-- Projection: forms of province systems that the office imported, by key; the shipped ones are in the program.
CREATE TABLE retype_layout (
  key TEXT PRIMARY KEY,
  json TEXT NOT NULL
) STRICT, WITHOUT ROWID;
