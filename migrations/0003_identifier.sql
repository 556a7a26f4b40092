-- Who an identifier points to, by its keyed hash: the directory. A row lives in the database of its hash's own bucket.
CREATE TABLE identifier (
  hash TEXT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  generation INTEGER NOT NULL,
  subject TEXT NOT NULL,
  link TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The identifiers of a subject, in the subject's database: what kind, who said so, and what they hold of it. No hash:
-- those of the directory move on with each pepper.
CREATE TABLE link (
  subject TEXT NOT NULL,
  id TEXT NOT NULL,
  kind TEXT NOT NULL,
  source TEXT NOT NULL,
  proof TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (subject, id)
) STRICT, WITHOUT ROWID;
