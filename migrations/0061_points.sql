-- Points, in double entry: each row moves points from one account to another, of which one is the person's. A row is
-- written once and never changed.
CREATE TABLE points_entry (
  subject TEXT NOT NULL,
  id TEXT NOT NULL,
  scheme TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('earn', 'spend', 'expire', 'refund', 'take-back')),
  debit TEXT NOT NULL,
  credit TEXT NOT NULL,
  points INTEGER NOT NULL CHECK (points > 0),
  merchant TEXT NOT NULL,
  amount INTEGER,
  at INTEGER NOT NULL,
  expires_at INTEGER,
  PRIMARY KEY (subject, id)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER points_entry_kept BEFORE UPDATE ON points_entry BEGIN SELECT RAISE(ABORT, 'an entry is never changed'); END;

-- What the entries of a person come to. `gone`: ever spent, expired or taken back; `earned`: ever, without
-- what was taken back.
CREATE TABLE points_account (
  subject TEXT NOT NULL,
  scheme TEXT NOT NULL,
  balance INTEGER NOT NULL CHECK (balance >= 0),
  earned INTEGER NOT NULL CHECK (earned >= 0),
  gone INTEGER NOT NULL CHECK (gone >= 0),
  PRIMARY KEY (subject, scheme)
) STRICT, WITHOUT ROWID;
