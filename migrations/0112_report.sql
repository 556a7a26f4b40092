-- Reports that people get of their own number: measured first, told once all who are alike were counted. One row a report and period.
CREATE TABLE report (
  subject TEXT NOT NULL,
  report TEXT NOT NULL,
  period TEXT NOT NULL,
  controller TEXT NOT NULL,
  purpose TEXT NOT NULL,
  value REAL NOT NULL,
  cohort TEXT NOT NULL,
  at INTEGER NOT NULL,
  told_at INTEGER,
  percent INTEGER,
  others INTEGER,
  tip TEXT,
  expires INTEGER NOT NULL,
  PRIMARY KEY (subject, report, period)
) STRICT, WITHOUT ROWID;
CREATE INDEX report_expires ON report (expires);
CREATE TRIGGER report_fenced BEFORE INSERT ON report
WHEN EXISTS (SELECT 1 FROM ledger WHERE chain = NEW.subject AND id = 'rcp_00000000000000000000000000000000')
  AND EXISTS (SELECT 1 FROM bucket_owner WHERE epoch <> 0 AND bucket =
    (instr('0123456789abcdef', substr(NEW.subject, 5, 1)) - 1) * 16 + instr('0123456789abcdef', substr(NEW.subject, 6, 1)) - 1)
BEGIN SELECT RAISE(ABORT, 'erased'); END;

-- How many people who are alike are in which class, out of all databases, while a report is being made.
CREATE TABLE report_cohort (
  controller TEXT NOT NULL,
  report TEXT NOT NULL,
  cohort TEXT NOT NULL,
  class INTEGER NOT NULL,
  people INTEGER NOT NULL,
  total REAL NOT NULL,
  most REAL NOT NULL,
  PRIMARY KEY (controller, report, cohort, class)
) STRICT, WITHOUT ROWID;
