-- Challenges of a reward that a person met, each once a season; points that it gives are written with it.
CREATE TABLE unlocked (
  subject TEXT NOT NULL,
  scheme TEXT NOT NULL,
  challenge TEXT NOT NULL,
  season TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (subject, scheme, challenge, season)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER unlocked_fenced BEFORE INSERT ON unlocked
WHEN EXISTS (SELECT 1 FROM ledger WHERE chain = NEW.subject AND id = 'rcp_00000000000000000000000000000000')
  AND EXISTS (SELECT 1 FROM bucket_owner WHERE epoch <> 0 AND bucket =
    (instr('0123456789abcdef', substr(NEW.subject, 5, 1)) - 1) * 16 + instr('0123456789abcdef', substr(NEW.subject, 6, 1)) - 1)
BEGIN SELECT RAISE(ABORT, 'erased'); END;

-- The notice of what an answer was given for, by the SHA-256 of its words in `notice_text`.
ALTER TABLE exchange ADD COLUMN incentive TEXT;
