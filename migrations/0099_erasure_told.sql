-- Who is told of an erasure, and whether they heard: by the name on the tombstone, in the first database.
CREATE TABLE erasure_told (
  name TEXT NOT NULL,
  program TEXT NOT NULL,
  webhook TEXT NOT NULL,
  controller TEXT NOT NULL,
  recipient TEXT,
  queued_at INTEGER NOT NULL,
  told_at INTEGER,
  given_up_at INTEGER,
  PRIMARY KEY (name, program, webhook)
) STRICT, WITHOUT ROWID;
CREATE INDEX erasure_told_open ON erasure_told (controller, queued_at, name) WHERE told_at IS NULL;
