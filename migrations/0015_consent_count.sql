-- Consents counted by the week, without identifiers, in the first database. The purpose `*` holds what is counted a notice
-- and not a purpose.
CREATE TABLE consent_count (
  week TEXT NOT NULL,
  site TEXT NOT NULL,
  purpose TEXT NOT NULL,
  locale TEXT NOT NULL,
  rule TEXT NOT NULL,
  notice TEXT NOT NULL,
  metric TEXT NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (week, site, purpose, locale, rule, notice, metric)
) STRICT, WITHOUT ROWID;
