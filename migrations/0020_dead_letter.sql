-- Messages that their queue gave up, sealed as they were sent, until they are replayed. In the first database.
CREATE TABLE dead_letter (
  id TEXT PRIMARY KEY NOT NULL,
  queue TEXT NOT NULL CHECK (queue IN ('events', 'withdrawals', 'webhooks', 'unknown')),
  kind TEXT NOT NULL,
  at INTEGER NOT NULL,
  sealed TEXT NOT NULL
) STRICT, WITHOUT ROWID;
