-- Who was erased, by a keyed hash of the pseudonym and nothing else, in the first database. KV holds the same: an older copy
-- of any database that is put back is erased again from either.
CREATE TABLE tombstone (
  name TEXT NOT NULL PRIMARY KEY,
  controller TEXT NOT NULL,
  at INTEGER NOT NULL,
  kept TEXT NOT NULL CHECK (json_valid(kept))
) STRICT, WITHOUT ROWID;

-- An erasure under way, in the first database: of whom, how far it has come, and in which sweep. Gone when it is done.
CREATE TABLE erasure (
  name TEXT NOT NULL PRIMARY KEY,
  controller TEXT NOT NULL,
  family TEXT NOT NULL CHECK (json_valid(family)),
  sweep INTEGER NOT NULL,
  step INTEGER NOT NULL,
  cursor INTEGER NOT NULL,
  at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What points to somebody from where they do not live.
CREATE INDEX identifier_subject ON identifier (subject);
CREATE INDEX redemption_subject ON redemption (subject) WHERE subject IS NOT NULL;
CREATE INDEX merge_child ON merge (child);

-- The chain of somebody who was erased ends in one entry of a fixed id. After it nothing of theirs is written where their
-- bucket is; while a bucket is being filled, its rows come in any order.
CREATE TRIGGER register_fenced BEFORE UPDATE ON register
WHEN EXISTS (SELECT 1 FROM ledger WHERE chain = NEW.subject AND id = 'rcp_00000000000000000000000000000000')
  AND EXISTS (SELECT 1 FROM bucket_owner WHERE epoch <> 0 AND bucket =
    (instr('0123456789abcdef', substr(NEW.subject, 5, 1)) - 1) * 16 + instr('0123456789abcdef', substr(NEW.subject, 6, 1)) - 1)
BEGIN SELECT RAISE(ABORT, 'erased'); END;
CREATE TRIGGER ledger_fenced BEFORE INSERT ON ledger
WHEN EXISTS (SELECT 1 FROM ledger WHERE chain = NEW.chain AND id = 'rcp_00000000000000000000000000000000')
  AND EXISTS (SELECT 1 FROM bucket_owner WHERE epoch <> 0 AND bucket =
    (instr('0123456789abcdef', substr(NEW.chain, 5, 1)) - 1) * 16 + instr('0123456789abcdef', substr(NEW.chain, 6, 1)) - 1)
BEGIN SELECT RAISE(ABORT, 'erased'); END;
CREATE TRIGGER profile_fenced BEFORE INSERT ON profile
WHEN EXISTS (SELECT 1 FROM ledger WHERE chain = NEW.subject AND id = 'rcp_00000000000000000000000000000000')
  AND EXISTS (SELECT 1 FROM bucket_owner WHERE epoch <> 0 AND bucket =
    (instr('0123456789abcdef', substr(NEW.subject, 5, 1)) - 1) * 16 + instr('0123456789abcdef', substr(NEW.subject, 6, 1)) - 1)
BEGIN SELECT RAISE(ABORT, 'erased'); END;
CREATE TRIGGER event_fenced BEFORE INSERT ON event
WHEN EXISTS (SELECT 1 FROM ledger WHERE chain = NEW.subject AND id = 'rcp_00000000000000000000000000000000')
  AND EXISTS (SELECT 1 FROM bucket_owner WHERE epoch <> 0 AND bucket =
    (instr('0123456789abcdef', substr(NEW.subject, 5, 1)) - 1) * 16 + instr('0123456789abcdef', substr(NEW.subject, 6, 1)) - 1)
BEGIN SELECT RAISE(ABORT, 'erased'); END;
CREATE TRIGGER alias_fenced BEFORE INSERT ON alias
WHEN EXISTS (SELECT 1 FROM ledger WHERE chain = NEW.subject AND id = 'rcp_00000000000000000000000000000000')
  AND EXISTS (SELECT 1 FROM bucket_owner WHERE epoch <> 0 AND bucket =
    (instr('0123456789abcdef', substr(NEW.subject, 5, 1)) - 1) * 16 + instr('0123456789abcdef', substr(NEW.subject, 6, 1)) - 1)
BEGIN SELECT RAISE(ABORT, 'erased'); END;
CREATE TRIGGER link_fenced BEFORE INSERT ON link
WHEN EXISTS (SELECT 1 FROM ledger WHERE chain = NEW.subject AND id = 'rcp_00000000000000000000000000000000')
  AND EXISTS (SELECT 1 FROM bucket_owner WHERE epoch <> 0 AND bucket =
    (instr('0123456789abcdef', substr(NEW.subject, 5, 1)) - 1) * 16 + instr('0123456789abcdef', substr(NEW.subject, 6, 1)) - 1)
BEGIN SELECT RAISE(ABORT, 'erased'); END;
CREATE TRIGGER pressure_fenced BEFORE INSERT ON pressure
WHEN EXISTS (SELECT 1 FROM ledger WHERE chain = NEW.subject AND id = 'rcp_00000000000000000000000000000000')
  AND EXISTS (SELECT 1 FROM bucket_owner WHERE epoch <> 0 AND bucket =
    (instr('0123456789abcdef', substr(NEW.subject, 5, 1)) - 1) * 16 + instr('0123456789abcdef', substr(NEW.subject, 6, 1)) - 1)
BEGIN SELECT RAISE(ABORT, 'erased'); END;
CREATE TRIGGER purge_fenced BEFORE INSERT ON purge
WHEN EXISTS (SELECT 1 FROM ledger WHERE chain = NEW.subject AND id = 'rcp_00000000000000000000000000000000')
  AND EXISTS (SELECT 1 FROM bucket_owner WHERE epoch <> 0 AND bucket =
    (instr('0123456789abcdef', substr(NEW.subject, 5, 1)) - 1) * 16 + instr('0123456789abcdef', substr(NEW.subject, 6, 1)) - 1)
BEGIN SELECT RAISE(ABORT, 'erased'); END;
CREATE TRIGGER benefit_fenced BEFORE INSERT ON benefit
WHEN EXISTS (SELECT 1 FROM ledger WHERE chain = NEW.subject AND id = 'rcp_00000000000000000000000000000000')
  AND EXISTS (SELECT 1 FROM bucket_owner WHERE epoch <> 0 AND bucket =
    (instr('0123456789abcdef', substr(NEW.subject, 5, 1)) - 1) * 16 + instr('0123456789abcdef', substr(NEW.subject, 6, 1)) - 1)
BEGIN SELECT RAISE(ABORT, 'erased'); END;
CREATE TRIGGER exchange_fenced BEFORE INSERT ON exchange
WHEN EXISTS (SELECT 1 FROM ledger WHERE chain = NEW.subject AND id = 'rcp_00000000000000000000000000000000')
  AND EXISTS (SELECT 1 FROM bucket_owner WHERE epoch <> 0 AND bucket =
    (instr('0123456789abcdef', substr(NEW.subject, 5, 1)) - 1) * 16 + instr('0123456789abcdef', substr(NEW.subject, 6, 1)) - 1)
BEGIN SELECT RAISE(ABORT, 'erased'); END;
CREATE TRIGGER points_entry_fenced BEFORE INSERT ON points_entry
WHEN EXISTS (SELECT 1 FROM ledger WHERE chain = NEW.subject AND id = 'rcp_00000000000000000000000000000000')
  AND EXISTS (SELECT 1 FROM bucket_owner WHERE epoch <> 0 AND bucket =
    (instr('0123456789abcdef', substr(NEW.subject, 5, 1)) - 1) * 16 + instr('0123456789abcdef', substr(NEW.subject, 6, 1)) - 1)
BEGIN SELECT RAISE(ABORT, 'erased'); END;
CREATE TRIGGER points_account_fenced BEFORE INSERT ON points_account
WHEN EXISTS (SELECT 1 FROM ledger WHERE chain = NEW.subject AND id = 'rcp_00000000000000000000000000000000')
  AND EXISTS (SELECT 1 FROM bucket_owner WHERE epoch <> 0 AND bucket =
    (instr('0123456789abcdef', substr(NEW.subject, 5, 1)) - 1) * 16 + instr('0123456789abcdef', substr(NEW.subject, 6, 1)) - 1)
BEGIN SELECT RAISE(ABORT, 'erased'); END;
CREATE TRIGGER merge_fenced BEFORE INSERT ON merge
WHEN EXISTS (SELECT 1 FROM ledger WHERE chain = NEW.root AND id = 'rcp_00000000000000000000000000000000')
  AND EXISTS (SELECT 1 FROM bucket_owner WHERE epoch <> 0 AND bucket =
    (instr('0123456789abcdef', substr(NEW.root, 5, 1)) - 1) * 16 + instr('0123456789abcdef', substr(NEW.root, 6, 1)) - 1)
BEGIN SELECT RAISE(ABORT, 'erased'); END;
CREATE TRIGGER brought_fenced BEFORE INSERT ON brought
WHEN EXISTS (SELECT 1 FROM ledger WHERE chain = NEW.subject AND id = 'rcp_00000000000000000000000000000000')
  AND EXISTS (SELECT 1 FROM bucket_owner WHERE epoch <> 0 AND bucket =
    (instr('0123456789abcdef', substr(NEW.subject, 5, 1)) - 1) * 16 + instr('0123456789abcdef', substr(NEW.subject, 6, 1)) - 1)
BEGIN SELECT RAISE(ABORT, 'erased'); END;
