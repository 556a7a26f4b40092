-- The fence of 0077 around tables that came since: nothing is written of somebody who was erased.
CREATE TRIGGER viewed_fenced BEFORE INSERT ON viewed
WHEN EXISTS (SELECT 1 FROM ledger WHERE chain = NEW.subject AND id = 'rcp_00000000000000000000000000000000')
  AND EXISTS (SELECT 1 FROM bucket_owner WHERE epoch <> 0 AND bucket =
    (instr('0123456789abcdef', substr(NEW.subject, 5, 1)) - 1) * 16 + instr('0123456789abcdef', substr(NEW.subject, 6, 1)) - 1)
BEGIN SELECT RAISE(ABORT, 'erased'); END;
CREATE TRIGGER hint_fenced BEFORE INSERT ON hint
WHEN EXISTS (SELECT 1 FROM ledger WHERE chain = NEW.subject AND id = 'rcp_00000000000000000000000000000000')
  AND EXISTS (SELECT 1 FROM bucket_owner WHERE epoch <> 0 AND bucket =
    (instr('0123456789abcdef', substr(NEW.subject, 5, 1)) - 1) * 16 + instr('0123456789abcdef', substr(NEW.subject, 6, 1)) - 1)
BEGIN SELECT RAISE(ABORT, 'erased'); END;
