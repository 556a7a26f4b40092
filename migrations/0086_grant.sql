-- What a person lets one other person see for a time: the other is a keyed hash, the token a SHA-256. It ends once.
CREATE TABLE shared (
  subject TEXT NOT NULL,
  id TEXT NOT NULL,
  scope TEXT NOT NULL,
  kind TEXT NOT NULL,
  whom TEXT NOT NULL,
  called TEXT,
  trip TEXT,
  token TEXT NOT NULL,
  at INTEGER NOT NULL,
  until INTEGER NOT NULL,
  ended_at INTEGER,
  PRIMARY KEY (subject, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX shared_id ON shared (id);

-- Each time it was read.
CREATE TABLE shared_read (
  subject TEXT NOT NULL,
  id TEXT NOT NULL,
  shared TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (subject, id)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER shared_fenced BEFORE INSERT ON shared
WHEN EXISTS (SELECT 1 FROM ledger WHERE chain = NEW.subject AND id = 'rcp_00000000000000000000000000000000')
  AND EXISTS (SELECT 1 FROM bucket_owner WHERE epoch <> 0 AND bucket =
    (instr('0123456789abcdef', substr(NEW.subject, 5, 1)) - 1) * 16 + instr('0123456789abcdef', substr(NEW.subject, 6, 1)) - 1)
BEGIN SELECT RAISE(ABORT, 'erased'); END;
CREATE TRIGGER shared_read_fenced BEFORE INSERT ON shared_read
WHEN EXISTS (SELECT 1 FROM ledger WHERE chain = NEW.subject AND id = 'rcp_00000000000000000000000000000000')
  AND EXISTS (SELECT 1 FROM bucket_owner WHERE epoch <> 0 AND bucket =
    (instr('0123456789abcdef', substr(NEW.subject, 5, 1)) - 1) * 16 + instr('0123456789abcdef', substr(NEW.subject, 6, 1)) - 1)
BEGIN SELECT RAISE(ABORT, 'erased'); END;
