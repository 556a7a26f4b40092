-- Which binding owns a bucket. Read from the first database only; a subject's bucket is the first byte of its id.
CREATE TABLE bucket_map (
  bucket INTEGER PRIMARY KEY,
  binding TEXT NOT NULL,
  epoch INTEGER NOT NULL
) STRICT;
WITH RECURSIVE n(b) AS (SELECT 0 UNION ALL SELECT b + 1 FROM n WHERE b < 255)
INSERT INTO bucket_map SELECT b, 'DB', 1 FROM n;

-- What this database believes it owns. Every write checks its bucket's epoch here, in the same batch.
CREATE TABLE bucket_owner (
  bucket INTEGER PRIMARY KEY,
  epoch INTEGER NOT NULL
) STRICT;
WITH RECURSIVE n(b) AS (SELECT 0 UNION ALL SELECT b + 1 FROM n WHERE b < 255)
INSERT INTO bucket_owner SELECT b, 1 FROM n;

CREATE TABLE register (
  subject TEXT NOT NULL PRIMARY KEY,
  controller TEXT NOT NULL,
  version INTEGER NOT NULL,
  head TEXT NOT NULL,
  state TEXT NOT NULL CHECK (json_valid(state)),
  expires_at INTEGER,
  updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TRIGGER register_first BEFORE INSERT ON register
WHEN NEW.version < 1
BEGIN SELECT RAISE(ABORT, 'conflict: register version'); END;

CREATE TRIGGER register_monotonic BEFORE UPDATE ON register
WHEN NEW.version <= OLD.version
BEGIN SELECT RAISE(ABORT, 'conflict: register version'); END;

-- One chain a subject; a refusal without a subject is a chain of one under its own receipt id.
CREATE TABLE ledger (
  chain TEXT NOT NULL,
  id TEXT NOT NULL,
  version INTEGER NOT NULL,
  at INTEGER NOT NULL,
  prev TEXT NOT NULL,
  payload_hash TEXT NOT NULL,
  hash TEXT NOT NULL,
  payload TEXT,
  PRIMARY KEY (chain, id)
) STRICT, WITHOUT ROWID;

-- Append-only: the one change ever allowed is to erase a payload.
CREATE TRIGGER ledger_unchanged BEFORE UPDATE ON ledger
WHEN NEW.payload IS NOT NULL OR NEW.hash <> OLD.hash OR NEW.prev <> OLD.prev OR NEW.payload_hash <> OLD.payload_hash
  OR NEW.version <> OLD.version OR NEW.at <> OLD.at
BEGIN SELECT RAISE(ABORT, 'ledger is append-only'); END;

CREATE TRIGGER ledger_kept BEFORE DELETE ON ledger
BEGIN SELECT RAISE(ABORT, 'ledger is append-only'); END;

CREATE TABLE audit (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  target TEXT NOT NULL,
  detail TEXT NOT NULL CHECK (json_valid(detail))
) STRICT;

CREATE TABLE profile (
  subject TEXT NOT NULL PRIMARY KEY,
  controller TEXT NOT NULL,
  version INTEGER NOT NULL,
  attributes TEXT NOT NULL CHECK (json_valid(attributes)),
  updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE event (
  subject TEXT NOT NULL,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  at INTEGER NOT NULL,
  fields TEXT NOT NULL CHECK (json_valid(fields)),
  PRIMARY KEY (subject, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE program_version (
  hash TEXT NOT NULL PRIMARY KEY,
  program TEXT NOT NULL,
  document TEXT NOT NULL CHECK (json_valid(document)),
  published_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TRIGGER program_version_immutable BEFORE UPDATE ON program_version
BEGIN SELECT RAISE(ABORT, 'a program version never changes'); END;

-- Which version a site runs. Rolling back points it at an older one.
CREATE TABLE site (
  key TEXT NOT NULL PRIMARY KEY,
  program TEXT NOT NULL,
  hash TEXT NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE api_key (
  hash TEXT NOT NULL PRIMARY KEY,
  label TEXT NOT NULL,
  scopes TEXT NOT NULL CHECK (json_valid(scopes)),
  created_at INTEGER NOT NULL,
  revoked_at INTEGER
) STRICT, WITHOUT ROWID;

-- Sums without identifiers, in the first database.
CREATE TABLE rollup (
  day TEXT NOT NULL,
  site TEXT NOT NULL,
  experience TEXT NOT NULL,
  variant TEXT NOT NULL,
  metric TEXT NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (day, site, experience, variant, metric)
) STRICT, WITHOUT ROWID;

-- Exposure ids already counted, packed by time window so that counting costs a row a batch and not a row an exposure.
CREATE TABLE exposure_seen (
  window INTEGER NOT NULL,
  part INTEGER NOT NULL,
  ids TEXT NOT NULL,
  PRIMARY KEY (window, part)
) STRICT, WITHOUT ROWID;

-- How far a resumable job has come.
CREATE TABLE job (
  name TEXT NOT NULL PRIMARY KEY,
  cursor TEXT NOT NULL,
  done INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
