-- An idempotency key of a request that spends, and what it asked for: used again for anything else, it is refused. A row
-- lives in the database of its own bucket; it is forgotten after 90 days.
CREATE TABLE spending_key (
  id TEXT NOT NULL PRIMARY KEY,
  bucket INTEGER NOT NULL,
  body TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX spending_key_bucket ON spending_key (bucket, id);
CREATE INDEX spending_key_at ON spending_key (at);

-- What was redeemed. All rows of an offer live in the database of the offer's bucket, so that one statement keeps every limit.
CREATE TABLE redemption (
  id TEXT NOT NULL PRIMARY KEY,
  bucket INTEGER NOT NULL,
  offer TEXT NOT NULL,
  subject TEXT,
  scopes TEXT NOT NULL,
  code TEXT,
  benefit TEXT NOT NULL,
  at INTEGER NOT NULL,
  refunded_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX redemption_bucket ON redemption (bucket, id);

-- How often an offer stands redeemed: in all, on a day, by a person, under an identifier.
CREATE TABLE offer_count (
  offer TEXT NOT NULL,
  scope TEXT NOT NULL,
  bucket INTEGER NOT NULL,
  n INTEGER NOT NULL CHECK (n >= 0),
  PRIMARY KEY (offer, scope)
) STRICT, WITHOUT ROWID;
CREATE INDEX offer_count_bucket ON offer_count (bucket, offer);

-- Codes that are good for one redemption, by their hash.
CREATE TABLE coupon (
  hash TEXT NOT NULL PRIMARY KEY,
  bucket INTEGER NOT NULL,
  offer TEXT NOT NULL,
  redemption TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX coupon_bucket ON coupon (bucket, hash);

-- What a person got of an offer, in their own database: intended until the offer's database has said yes.
CREATE TABLE benefit (
  subject TEXT NOT NULL,
  id TEXT NOT NULL,
  offer TEXT NOT NULL,
  basket TEXT,
  alone INTEGER NOT NULL,
  at INTEGER NOT NULL,
  stage TEXT NOT NULL CHECK (stage IN ('intended', 'redeemed', 'refunded')),
  wanted TEXT NOT NULL,
  PRIMARY KEY (subject, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX benefit_intended ON benefit (at) WHERE stage = 'intended';
