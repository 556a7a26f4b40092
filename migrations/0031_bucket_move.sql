-- A bucket that moves to another database, in the first database: how far it has come.
CREATE TABLE bucket_move (
  bucket INTEGER PRIMARY KEY,
  source TEXT NOT NULL,
  target TEXT NOT NULL,
  epoch INTEGER NOT NULL,
  stage TEXT NOT NULL CHECK (stage IN ('copying', 'checking', 'draining', 'fenced', 'flipped', 'clearing', 'done')),
  cursor TEXT NOT NULL,
  copied INTEGER NOT NULL,
  feed INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;

-- Whose rows were written while their bucket was being copied, in the database it leaves.
CREATE TABLE bucket_change (
  id INTEGER PRIMARY KEY,
  bucket INTEGER NOT NULL,
  owner TEXT NOT NULL
) STRICT;

-- Which move (the epoch it leads to) may fill or clear a bucket here. An epoch of 0 is of a bucket that is not here; a
-- negative one of a bucket that may be read and not written.
ALTER TABLE bucket_owner ADD COLUMN move INTEGER NOT NULL DEFAULT 0;

-- A stored hash moves on with each pepper, its bucket does not.
ALTER TABLE identifier ADD COLUMN bucket INTEGER NOT NULL DEFAULT -1;
UPDATE identifier SET bucket = (instr('0123456789abcdef', substr(hash, 1, 1)) - 1) * 16 + instr('0123456789abcdef', substr(hash, 2, 1)) - 1;

-- Append-only where the bucket is; what it left behind in another database is cleared.
DROP TRIGGER ledger_kept;
CREATE TRIGGER ledger_kept BEFORE DELETE ON ledger
WHEN EXISTS (
  SELECT 1 FROM bucket_owner WHERE epoch <> 0 AND bucket =
    (instr('0123456789abcdef', substr(OLD.chain, 5, 1)) - 1) * 16 + instr('0123456789abcdef', substr(OLD.chain, 6, 1)) - 1
)
BEGIN SELECT RAISE(ABORT, 'ledger is append-only'); END;
