-- How often a person was shown what is capped, what rests for them, and what is promised to each of their passes.
CREATE TABLE pressure (
  subject TEXT NOT NULL PRIMARY KEY,
  version INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (json_valid(state)),
  updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
