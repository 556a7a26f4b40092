-- What an answer was promised for: how it is to come (`how`: an offer, points, or by the brand's own hand), of which offer
-- or reward (`ref`), how many points, until when; and when and how that ended. All null where the answer itself brings it.
ALTER TABLE exchange ADD COLUMN how TEXT CHECK (how IN ('offer', 'points', 'brand'));
ALTER TABLE exchange ADD COLUMN ref TEXT;
ALTER TABLE exchange ADD COLUMN points INTEGER;
ALTER TABLE exchange ADD COLUMN due INTEGER;
ALTER TABLE exchange ADD COLUMN ended_at INTEGER;
ALTER TABLE exchange ADD COLUMN outcome TEXT CHECK (outcome IN ('delivered', 'acknowledged'));
CREATE INDEX exchange_owed ON exchange (due) WHERE due IS NOT NULL AND ended_at IS NULL;

-- Questions that are put to nobody, since what earlier answers were promised is overdue.
CREATE TABLE halted_ask (
  program TEXT NOT NULL,
  ask TEXT NOT NULL,
  since INTEGER NOT NULL,
  overdue INTEGER NOT NULL,
  PRIMARY KEY (program, ask)
) STRICT, WITHOUT ROWID;
