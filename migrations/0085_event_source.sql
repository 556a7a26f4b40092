-- Who sent an event: an import or a server's key; empty where the person's own device did.
ALTER TABLE event ADD COLUMN source TEXT NOT NULL DEFAULT '';
