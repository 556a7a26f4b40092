-- The codes of an offer that came last, sealed, since the next ones are judged by them: a counter may be sent one by one. Whoever
-- adds a few more does so on the version they judged by.
CREATE TABLE code_list (
  offer TEXT NOT NULL PRIMARY KEY,
  bucket INTEGER NOT NULL,
  version INTEGER NOT NULL,
  sealed TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX code_list_bucket ON code_list (bucket, offer);

-- How far the codes sent under an idempotency key have come, by a digest of all lines so far. Beside the codes it tells of;
-- forgotten after 90 days.
CREATE TABLE code_run (
  id TEXT NOT NULL PRIMARY KEY,
  bucket INTEGER NOT NULL,
  lines INTEGER NOT NULL,
  digest TEXT NOT NULL,
  added INTEGER NOT NULL,
  known INTEGER NOT NULL,
  refused INTEGER NOT NULL,
  faults TEXT NOT NULL,
  done INTEGER NOT NULL,
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX code_run_bucket ON code_run (bucket, id);
CREATE INDEX code_run_at ON code_run (at);
