-- How many people an audience had on a day, without identifiers, in the first database.
CREATE TABLE audience_size (
  day TEXT NOT NULL,
  controller TEXT NOT NULL,
  audience TEXT NOT NULL,
  size INTEGER NOT NULL,
  PRIMARY KEY (day, controller, audience)
) STRICT, WITHOUT ROWID;
