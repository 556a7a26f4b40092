-- Identity tokens that were used, by the SHA-256 of issuer and token id: each signs in once. In the first database only;
-- a row is forgotten once its token has expired.
CREATE TABLE identity_token (
  id TEXT NOT NULL PRIMARY KEY,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
