-- Points that a record brought to its root when they became one person, with what it had ever earned; and how many of them
-- went back with it when they parted. The points themselves move by entries of both accounts.
CREATE TABLE points_joined (
  root TEXT NOT NULL,
  id TEXT NOT NULL,
  scheme TEXT NOT NULL,
  child TEXT NOT NULL,
  points INTEGER NOT NULL CHECK (points >= 0),
  earned INTEGER NOT NULL CHECK (earned >= 0),
  parted INTEGER CHECK (parted >= 0),
  PRIMARY KEY (root, id, scheme)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER points_joined_fenced BEFORE INSERT ON points_joined
WHEN EXISTS (SELECT 1 FROM ledger WHERE chain = NEW.root AND id = 'rcp_00000000000000000000000000000000')
  AND EXISTS (SELECT 1 FROM bucket_owner WHERE epoch <> 0 AND bucket =
    (instr('0123456789abcdef', substr(NEW.root, 5, 1)) - 1) * 16 + instr('0123456789abcdef', substr(NEW.root, 6, 1)) - 1)
BEGIN SELECT RAISE(ABORT, 'erased'); END;
