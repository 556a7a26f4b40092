-- What staff records while the customer watches on a screen of their own: provisional until it is over. Who it is about and the
-- values are sealed; codes and tokens are hashes. Gone within an hour of its end.
CREATE TABLE collection (
  id TEXT NOT NULL PRIMARY KEY,
  site TEXT NOT NULL,
  actor TEXT NOT NULL,
  who TEXT,
  code TEXT NOT NULL,
  screen TEXT,
  at INTEGER NOT NULL,
  until INTEGER NOT NULL,
  ended_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX collection_code ON collection (code);
CREATE INDEX collection_screen ON collection (screen);

-- A field: `rev` counts what was entered, `shown` is the last of it that the screen has shown.
CREATE TABLE collection_field (
  collection TEXT NOT NULL,
  attribute TEXT NOT NULL,
  value TEXT NOT NULL,
  rev INTEGER NOT NULL,
  shown INTEGER NOT NULL DEFAULT 0,
  struck INTEGER NOT NULL DEFAULT 0 CHECK (struck IN (0, 1)),
  PRIMARY KEY (collection, attribute)
) STRICT, WITHOUT ROWID;
