-- Version 4: when the province received what (src/store/mc-receipt.h).

-- Local state. At which hour, by its clock, the province said that it has a chain of work up to seq: one row for each time it said more.
CREATE TABLE receipt (
  origin INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (origin, seq)
) STRICT, WITHOUT ROWID;

-- Before, only the last time was kept.
INSERT INTO receipt (origin, seq, at) SELECT origin, seq, at FROM ack WHERE stream = 0 AND at > 0;
