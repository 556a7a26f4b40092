-- What a person gave as an answer to a question, and which benefit it was promised: the words stand in the version of the
-- program that is named. A row is written once, with the value or the consent itself.
CREATE TABLE exchange (
  subject TEXT NOT NULL,
  id TEXT NOT NULL,
  ask TEXT NOT NULL,
  gave TEXT NOT NULL CHECK (gave IN ('value', 'consent')),
  what TEXT NOT NULL,
  purpose TEXT NOT NULL,
  benefit TEXT NOT NULL,
  program TEXT NOT NULL,
  digest TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (subject, id)
) STRICT, WITHOUT ROWID;
