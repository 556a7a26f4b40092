-- Parts of imports that are in, with what came of them, in the first database: a part that is sent again is answered from
-- here. Faults name record, field and rule, never a value.
CREATE TABLE import_part (
  import TEXT NOT NULL,
  part INTEGER NOT NULL,
  hash TEXT NOT NULL,
  records INTEGER NOT NULL,
  written INTEGER NOT NULL,
  unchanged INTEGER NOT NULL,
  refused INTEGER NOT NULL,
  faults TEXT NOT NULL CHECK (json_valid(faults)),
  actor TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (import, part)
) STRICT, WITHOUT ROWID;
