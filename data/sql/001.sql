-- Store, version 1. Three kinds of data (src/store/README.md): journal, projections, local state.

-- ---- journal -------------------------------------------------------------------------------------

-- Every desk that ever wrote here. n is this store's short number for the 16 bytes.
CREATE TABLE origin (
  n INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length (id) = 16),
  public_key BLOB CHECK (public_key IS NULL OR length (public_key) = 32)
) STRICT;

-- envelope and body are the exact bytes written; the other columns are copies. body is NULL after a redaction, and then
-- body_hash keeps the chain whole.
CREATE TABLE entry (
  id INTEGER PRIMARY KEY,
  origin INTEGER NOT NULL REFERENCES origin (n),
  stream INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  dossier INTEGER,
  envelope BLOB NOT NULL,
  body BLOB,
  body_hash BLOB,
  hash BLOB NOT NULL CHECK (length (hash) = 32),
  CHECK (body IS NOT NULL OR body_hash IS NOT NULL)
) STRICT;
CREATE UNIQUE INDEX entry_seq ON entry (origin, stream, seq);
CREATE INDEX entry_dossier ON entry (dossier) WHERE dossier IS NOT NULL;

CREATE TABLE signature (
  origin INTEGER NOT NULL REFERENCES origin (n),
  stream INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  hash BLOB NOT NULL,
  signature BLOB NOT NULL CHECK (length (signature) = 64),
  signed_at INTEGER NOT NULL,
  PRIMARY KEY (origin, stream, seq)
) STRICT, WITHOUT ROWID;

-- The numbers the province gave work entries in the office's stream, which is the final order of a dossier's entries: runs of
-- entries that follow each other in both.
CREATE TABLE numbered (
  origin INTEGER NOT NULL REFERENCES origin (n),
  first_seq INTEGER NOT NULL,
  n_entries INTEGER NOT NULL CHECK (n_entries > 0),
  first_n INTEGER NOT NULL UNIQUE,
  PRIMARY KEY (origin, first_seq)
) STRICT, WITHOUT ROWID;

-- ---- projections: rebuilt from the journal at any time ------------------------------------------------

-- id is received minute << 20 | n, so that descending is newest first everywhere, search included.
-- (origin, seq) of the first entry name the dossier on every store alike. due_key is the due day while the office's
-- time is running (a great number when the law sets none), NULL when it is not: the index on it is the work list.
CREATE TABLE dossier (
  id INTEGER PRIMARY KEY,
  origin INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  code TEXT NOT NULL,
  state INTEGER NOT NULL,
  received_at INTEGER NOT NULL,
  due INTEGER NOT NULL,
  due_key INTEGER,
  procedure TEXT NOT NULL,
  applicant TEXT NOT NULL,
  applicant_id TEXT,
  applicant_phone TEXT,
  owner TEXT,
  owner_id TEXT,
  owner_phone TEXT,
  fee INTEGER NOT NULL,
  paid INTEGER NOT NULL,
  holder TEXT,
  desk INTEGER NOT NULL,
  extended INTEGER NOT NULL,
  returned_at INTEGER NOT NULL,
  printed INTEGER NOT NULL,
  head_origin INTEGER NOT NULL,
  head_seq INTEGER NOT NULL
) STRICT;
-- Not unique: two desks that had one number may both have given a code before they met; neither dossier may be lost.
CREATE INDEX dossier_code ON dossier (code);
CREATE INDEX dossier_state ON dossier (state);
CREATE INDEX dossier_due ON dossier (due_key) WHERE due_key IS NOT NULL;

CREATE VIRTUAL TABLE search USING fts5 (
  tokens, content = '', columnsize = 0, detail = none, prefix = '1 2 3 4 5 6',
  tokenize = "ascii tokenchars '_.-'"
);
INSERT INTO search (search, rank) VALUES ('automerge', 0);
INSERT INTO search (search, rank) VALUES ('crisismerge', 512);

-- How many, per list and day: the length of every list, the figures of Home, and the way to any position in a list without
-- counting rows. What the numbers of `list` mean stands in mc-counters.h.
CREATE TABLE counter (
  list INTEGER NOT NULL,
  day INTEGER NOT NULL,
  n INTEGER NOT NULL,
  PRIMARY KEY (list, day)
) STRICT, WITHOUT ROWID;

-- The last number each desk gave on a day.
CREATE TABLE code_counter (
  desk INTEGER NOT NULL,
  day INTEGER NOT NULL,
  last INTEGER NOT NULL,
  PRIMARY KEY (desk, day)
) STRICT, WITHOUT ROWID;

-- The caller's own ids: one ref acts once.
CREATE TABLE ref (
  ref TEXT PRIMARY KEY,
  dossier INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What every origin said of itself, last word wins.
CREATE TABLE desk (
  origin INTEGER PRIMARY KEY,
  office TEXT NOT NULL,
  number INTEGER NOT NULL,
  begun_at INTEGER NOT NULL
) STRICT;

CREATE TABLE setting (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE procedure (
  code TEXT NOT NULL,
  valid_from INTEGER NOT NULL,
  valid_to INTEGER,
  json TEXT NOT NULL,
  PRIMARY KEY (code, valid_from)
) STRICT, WITHOUT ROWID;

-- Files that entries name, by the SHA-256 of their content; the files themselves lie in the folder "blobs".
CREATE TABLE file (
  entry INTEGER PRIMARY KEY,
  dossier INTEGER NOT NULL,
  hash BLOB NOT NULL CHECK (length (hash) = 32),
  size INTEGER NOT NULL
) STRICT;
CREATE INDEX file_hash ON file (hash);
CREATE INDEX file_dossier ON file (dossier);

-- Exclusive entries whose parent was no longer current: somebody settles them, nothing is dropped.
CREATE TABLE conflict (
  entry INTEGER PRIMARY KEY,
  dossier INTEGER NOT NULL
) STRICT;

-- Entries of dossiers whose first entry, (origin, seq), has not come here yet: another desk's work that arrived by a shorter way.
CREATE TABLE waiting (
  origin BLOB NOT NULL,
  seq INTEGER NOT NULL,
  entry INTEGER NOT NULL,
  PRIMARY KEY (origin, seq, entry)
) STRICT, WITHOUT ROWID;

-- ---- local state: never compared; its loss costs time and no data -----------------------------------------

CREATE TABLE local (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE draft (
  id TEXT PRIMARY KEY,
  saved_at INTEGER NOT NULL,
  json TEXT NOT NULL,
  focus TEXT
) STRICT, WITHOUT ROWID;

-- How far the province has each chain durably, since when by its clock, and its signature over that head.
CREATE TABLE ack (
  origin INTEGER NOT NULL,
  stream INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  at INTEGER NOT NULL,
  signature BLOB,
  PRIMARY KEY (origin, stream)
) STRICT, WITHOUT ROWID;

-- Files that the province has whole.
CREATE TABLE sent_file (
  hash BLOB PRIMARY KEY CHECK (length (hash) = 32),
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Files that are to come down: results, and what an officer asked to see.
CREATE TABLE fetch (
  hash BLOB PRIMARY KEY CHECK (length (hash) = 32),
  size INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What one side would not take, with its reason; the rest goes on.
CREATE TABLE quarantine (
  id INTEGER PRIMARY KEY,
  subject TEXT NOT NULL UNIQUE,
  reason INTEGER NOT NULL,
  since INTEGER NOT NULL,
  tries INTEGER NOT NULL,
  dossier INTEGER NOT NULL
) STRICT;
