-- Who was asked what, once a person: which of its benefits the question was shown with first ('' for its own), whether with
-- another one later (`reassigned`), and what came of it. Kept for 400 days, and no longer than the yes to its purpose.
CREATE TABLE asked (
  subject TEXT NOT NULL,
  ask TEXT NOT NULL,
  controller TEXT NOT NULL,
  variant TEXT NOT NULL,
  purpose TEXT NOT NULL,
  at INTEGER NOT NULL,
  reassigned INTEGER NOT NULL DEFAULT 0 CHECK (reassigned IN (0, 1)),
  answered_at INTEGER,
  refused_at INTEGER,
  PRIMARY KEY (subject, ask)
) STRICT, WITHOUT ROWID;
CREATE INDEX asked_at ON asked (at);

-- The fence of 0077: nothing is written of somebody who was erased.
CREATE TRIGGER asked_fenced BEFORE INSERT ON asked
WHEN EXISTS (SELECT 1 FROM ledger WHERE chain = NEW.subject AND id = 'rcp_00000000000000000000000000000000')
  AND EXISTS (SELECT 1 FROM bucket_owner WHERE epoch <> 0 AND bucket =
    (instr('0123456789abcdef', substr(NEW.subject, 5, 1)) - 1) * 16 + instr('0123456789abcdef', substr(NEW.subject, 6, 1)) - 1)
BEGIN SELECT RAISE(ABORT, 'erased'); END;
