-- Webhooks whose receiver answered 410: nothing is sent there until somebody enables them, or their address changes. In the
-- first database.
CREATE TABLE webhook_off (
  program TEXT NOT NULL,
  webhook TEXT NOT NULL,
  url TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (program, webhook)
) STRICT, WITHOUT ROWID;

-- How far the changes of this database were told. What was there before is not told.
INSERT INTO job (name, cursor, done, updated_at)
SELECT 'tell-changes', CAST(coalesce(max(id), 0) AS TEXT), 0, 0 FROM audit;
