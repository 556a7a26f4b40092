-- What happens to requests is told in the order of the audit, which is looked through for it alone.
CREATE INDEX audit_request ON audit (id) WHERE action IN
  ('request.filed', 'request.due-soon', 'request.late', 'request.acknowledge', 'request.verify', 'request.extend', 'request.answer', 'request.refuse', 'request.cancel');

-- How far it was told. What was there before is not told.
INSERT INTO job (name, cursor, done, updated_at)
SELECT 'tell-requests', CAST(coalesce(max(id), 0) AS TEXT), 0, 0 FROM audit;
