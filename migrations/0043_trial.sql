-- What a unit was shown in experiments and came to since, in its profile; and the sums over units, without identifiers, in
-- the database where they came about. Both are written in one batch, so that what is delivered again adds nothing.
ALTER TABLE profile ADD COLUMN trials TEXT NOT NULL DEFAULT '{}';

CREATE TABLE trial_sum (
  program TEXT NOT NULL,
  experience TEXT NOT NULL,
  variant TEXT NOT NULL,
  goal TEXT NOT NULL,
  n INTEGER NOT NULL,
  total REAL NOT NULL,
  squares REAL NOT NULL,
  prior REAL NOT NULL,
  prior_squares REAL NOT NULL,
  product REAL NOT NULL,
  PRIMARY KEY (program, experience, variant, goal)
) STRICT, WITHOUT ROWID;
