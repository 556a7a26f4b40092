-- What a negative answer asks of a human: whose, at which moment, to which question (the exchange of that id holds when and
-- what; never the value), and who took it.
CREATE TABLE task (
  subject TEXT NOT NULL,
  id TEXT NOT NULL,
  ask TEXT NOT NULL,
  moment TEXT,
  at INTEGER NOT NULL,
  state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'taken', 'done')),
  who TEXT,
  changed_at INTEGER,
  PRIMARY KEY (subject, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX task_waiting ON task (at) WHERE state <> 'done';

-- The fence of 0077: nothing is written of somebody who was erased.
CREATE TRIGGER task_fenced BEFORE INSERT ON task
WHEN EXISTS (SELECT 1 FROM ledger WHERE chain = NEW.subject AND id = 'rcp_00000000000000000000000000000000')
  AND EXISTS (SELECT 1 FROM bucket_owner WHERE epoch <> 0 AND bucket =
    (instr('0123456789abcdef', substr(NEW.subject, 5, 1)) - 1) * 16 + instr('0123456789abcdef', substr(NEW.subject, 6, 1)) - 1)
BEGIN SELECT RAISE(ABORT, 'erased'); END;
