-- When somebody last had what was observed of them forgotten: what was taken in by then is not counted into their values.
ALTER TABLE profile ADD COLUMN reset_at INTEGER NOT NULL DEFAULT 0;
