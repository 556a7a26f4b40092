-- A card that was blocked is nobody's for good, so that no request that comes again opens it: it keeps whose it was.
ALTER TABLE identifier ADD COLUMN was TEXT;
CREATE INDEX identifier_was ON identifier (was) WHERE was IS NOT NULL;
