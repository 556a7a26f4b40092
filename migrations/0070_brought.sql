-- What came of what a person allowed, one row each: a recommendation they used, a report, advice. A row is written once and
-- lasts as long as its purpose keeps anything.
CREATE TABLE brought (
  subject TEXT NOT NULL,
  id TEXT NOT NULL,
  controller TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('recommendation', 'report', 'advice')),
  what TEXT NOT NULL,
  purpose TEXT NOT NULL,
  at INTEGER NOT NULL,
  expires INTEGER NOT NULL,
  PRIMARY KEY (subject, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX brought_expires ON brought (expires);
