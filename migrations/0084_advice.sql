-- Who advised a person and saw what may be seen for it: each view, with the hints that were given, for the person to see.
CREATE TABLE viewed (
  subject TEXT NOT NULL,
  id TEXT NOT NULL,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  purpose TEXT NOT NULL,
  allowed INTEGER NOT NULL CHECK (allowed IN (0, 1)),
  hints TEXT NOT NULL,
  PRIMARY KEY (subject, id)
) STRICT, WITHOUT ROWID;

-- What became of a hint of a view, told once.
CREATE TABLE hint (
  subject TEXT NOT NULL,
  view TEXT NOT NULL,
  experience TEXT NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('taken', 'ignored')),
  actor TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (subject, view, experience)
) STRICT, WITHOUT ROWID;

-- How often hints were taken and ignored, without anybody in it.
CREATE TABLE hint_count (
  controller TEXT NOT NULL,
  experience TEXT NOT NULL,
  taken INTEGER NOT NULL,
  ignored INTEGER NOT NULL,
  PRIMARY KEY (controller, experience)
) STRICT, WITHOUT ROWID;
