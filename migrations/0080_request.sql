-- What people ask for of their rights, and what came of it. All requests of a controller live in the database of the
-- controller's bucket, so that a desk reads them in the order they are due. `claim` (a keyed hash) and `contact` (sealed)
-- are forgotten when a request is closed; the rest is the log, kept for 24 months.
CREATE TABLE request (
  id TEXT NOT NULL PRIMARY KEY,
  bucket INTEGER NOT NULL,
  controller TEXT NOT NULL,
  kind TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('unverified', 'open', 'answered', 'refused', 'cancelled')),
  via TEXT NOT NULL,
  subject TEXT,
  claim TEXT,
  contact TEXT,
  rule TEXT NOT NULL,
  received_at INTEGER NOT NULL,
  acknowledge_by INTEGER,
  acknowledged_at INTEGER,
  due_at INTEGER NOT NULL,
  extension INTEGER,
  extended_at INTEGER,
  closed_at INTEGER,
  basis TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX request_bucket ON request (bucket, id);
CREATE INDEX request_open ON request (controller, due_at, id) WHERE closed_at IS NULL;
CREATE INDEX request_closed ON request (closed_at) WHERE closed_at IS NOT NULL;
CREATE INDEX request_subject ON request (subject) WHERE subject IS NOT NULL;

-- Each step of a request is taken once, and each reminder sent once.
CREATE TABLE request_step (
  request TEXT NOT NULL,
  step TEXT NOT NULL,
  bucket INTEGER NOT NULL,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  note TEXT,
  PRIMARY KEY (request, step)
) STRICT, WITHOUT ROWID;
CREATE INDEX request_step_bucket ON request_step (bucket, request);
