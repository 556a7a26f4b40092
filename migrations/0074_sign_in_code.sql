-- One-time codes by which somebody signs in to the privacy centre. The address and the client are keyed hashes, the code is
-- a MAC over it and the row's own id; rows are counted for an hour, so that nobody asks too often, and forgotten after it.
-- In the first database only.
CREATE TABLE sign_in_code (
  id TEXT NOT NULL PRIMARY KEY,
  address TEXT NOT NULL,
  client TEXT,
  code TEXT NOT NULL,
  tries INTEGER NOT NULL,
  at INTEGER NOT NULL,
  used_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX sign_in_code_address ON sign_in_code (address, at);
CREATE INDEX sign_in_code_client ON sign_in_code (client, at) WHERE client IS NOT NULL;
CREATE INDEX sign_in_code_at ON sign_in_code (at);
