-- From when on an event is purged, in ms: its time plus the longest retention of its purposes that were allowed when it
-- was stored. Without an index: each event is written as one row, and the daily purge goes through its subjects.
ALTER TABLE event ADD COLUMN expires INTEGER NOT NULL DEFAULT 0;
