-- What people were shown, word for word, by its SHA-256, in the first database: a choice holds the hash, a receipt shows the
-- words that were in force then.
CREATE TABLE notice_text (
  hash TEXT NOT NULL PRIMARY KEY,
  program TEXT NOT NULL,
  version TEXT NOT NULL,
  locale TEXT NOT NULL,
  body TEXT NOT NULL CHECK (json_valid(body)),
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX notice_text_version ON notice_text (program, version, locale);

CREATE TRIGGER notice_text_unchanged BEFORE UPDATE ON notice_text
BEGIN SELECT RAISE(ABORT, 'what was shown never changes'); END;

CREATE TRIGGER notice_text_kept BEFORE DELETE ON notice_text
BEGIN SELECT RAISE(ABORT, 'what was shown is kept'); END;
