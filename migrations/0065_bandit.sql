-- The weights a bandit draws its variants by, as its goal last said; without anybody in them.
CREATE TABLE bandit (
  program TEXT NOT NULL,
  experience TEXT NOT NULL,
  weights TEXT NOT NULL CHECK (json_valid(weights)),
  weighed_at INTEGER NOT NULL,
  PRIMARY KEY (program, experience)
) STRICT, WITHOUT ROWID;
