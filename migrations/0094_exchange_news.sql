-- When it was told to webhooks that a task was raised, and that a promise is overdue; null while it waits to be told.
ALTER TABLE task ADD COLUMN told_at INTEGER;
ALTER TABLE exchange ADD COLUMN overdue_told_at INTEGER;
CREATE INDEX task_untold ON task (at) WHERE state <> 'done' AND told_at IS NULL;
CREATE INDEX exchange_untold ON exchange (due) WHERE due IS NOT NULL AND ended_at IS NULL AND overdue_told_at IS NULL;
