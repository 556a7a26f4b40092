-- Items that came through the API, by controller; those of the program are in the program.
CREATE TABLE catalogue_item (
  controller TEXT NOT NULL,
  key TEXT NOT NULL,
  item TEXT NOT NULL CHECK (json_valid(item)),
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (controller, key)
) STRICT, WITHOUT ROWID;

-- What people look at, without any of them: the count under way, and what the last whole one came to.
CREATE TABLE ranking (
  controller TEXT NOT NULL PRIMARY KEY,
  tally TEXT CHECK (tally IS NULL OR json_valid(tally)),
  ranked TEXT CHECK (ranked IS NULL OR json_valid(ranked)),
  updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
