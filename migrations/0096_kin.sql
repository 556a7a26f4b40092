-- A card of somebody with several records keeps which these are, so that a door need not look for them: a hint, which is checked
-- where it is used.
ALTER TABLE identifier ADD COLUMN kin TEXT CHECK (json_valid(kin));
CREATE INDEX identifier_kin ON identifier (hash) WHERE kin IS NOT NULL;
