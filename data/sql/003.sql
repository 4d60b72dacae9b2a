-- Version 3: what the province publishes stands beside what is in force until it takes effect. The store's own code moves
-- there what older versions took into "procedure" (mc_published_migrate()).

-- Projection: every piece of what the province said to all offices, in the order of its chain. A catalogue has a piece for each
-- procedure (key: its code), anything else is one piece, also what this program cannot read.
CREATE TABLE published (
  entry INTEGER NOT NULL,
  part INTEGER NOT NULL,
  kind TEXT NOT NULL,
  key TEXT NOT NULL,
  valid_from INTEGER,
  published_at INTEGER NOT NULL,
  json TEXT NOT NULL,
  PRIMARY KEY (entry, part)
) STRICT;

-- Local state: when it came to this store, which says when it takes effect here.
CREATE TABLE arrival (
  entry INTEGER PRIMARY KEY,
  at INTEGER NOT NULL
) STRICT;
