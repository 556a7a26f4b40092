-- What a withdrawal leaves to be purged: the data of a subject up to `at` that only these purposes justified. Written
-- with the ledger entry that caused it, read with the profile, so that what waits here is not used again, and deleted
-- when it is done.
CREATE TABLE purge (
  subject TEXT NOT NULL,
  id TEXT NOT NULL,
  at INTEGER NOT NULL,
  purposes TEXT NOT NULL CHECK (json_valid(purposes)),
  PRIMARY KEY (subject, id)
) STRICT, WITHOUT ROWID;
