-- A subject that was merged to another, in its own database: whatever is asked about it is asked of its root.
CREATE TABLE alias (
  subject TEXT NOT NULL PRIMARY KEY,
  root TEXT NOT NULL,
  merge TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What was merged to a root, in the root's database: both consents as they stood, and the merged record's attributes.
-- An unfinished merge or unmerge says so, and is finished by the hourly job.
CREATE TABLE merge (
  root TEXT NOT NULL,
  id TEXT NOT NULL,
  child TEXT NOT NULL,
  at INTEGER NOT NULL,
  source TEXT NOT NULL,
  proof TEXT NOT NULL,
  frozen TEXT NOT NULL CHECK (json_valid(frozen)),
  attributes TEXT NOT NULL CHECK (json_valid(attributes)),
  stage TEXT NOT NULL CHECK (stage IN ('intended', 'merged', 'unmerging', 'unmerged')),
  PRIMARY KEY (root, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX merge_unfinished ON merge (stage) WHERE stage IN ('intended', 'unmerging');
