import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** An idempotency key of a request that spends, and what it asked for. */
export const spendingKey = sqliteTable("spending_key", {
  id: text("id").primaryKey(),
  bucket: integer("bucket").notNull(),
  body: text("body").notNull(),
  at: integer("at").notNull(),
});

/** What was redeemed, in the database of its offer. */
export const redemption = sqliteTable("redemption", {
  id: text("id").primaryKey(),
  bucket: integer("bucket").notNull(),
  offer: text("offer").notNull(),
  subject: text("subject"),
  scopes: text("scopes").notNull(),
  code: text("code"),
  benefit: text("benefit").notNull(),
  at: integer("at").notNull(),
  refundedAt: integer("refunded_at"),
});

/** How often an offer stands redeemed, by what its limits count. */
export const offerCount = sqliteTable(
  "offer_count",
  { offer: text("offer").notNull(), scope: text("scope").notNull(), bucket: integer("bucket").notNull(), n: integer("n").notNull() },
  (table) => [primaryKey({ columns: [table.offer, table.scope] })],
);

/** Codes that are good for one redemption. */
export const coupon = sqliteTable("coupon", {
  hash: text("hash").primaryKey(),
  bucket: integer("bucket").notNull(),
  offer: text("offer").notNull(),
  redemption: text("redemption"),
});

/** The codes of an offer that came last, sealed. */
export const codeList = sqliteTable("code_list", {
  offer: text("offer").primaryKey(),
  bucket: integer("bucket").notNull(),
  version: integer("version").notNull(),
  sealed: text("sealed").notNull(),
});

/** How far the codes sent under an idempotency key have come. */
export const codeRun = sqliteTable("code_run", {
  id: text("id").primaryKey(),
  bucket: integer("bucket").notNull(),
  lines: integer("lines").notNull(),
  digest: text("digest").notNull(),
  added: integer("added").notNull(),
  known: integer("known").notNull(),
  refused: integer("refused").notNull(),
  faults: text("faults").notNull(),
  done: integer("done").notNull(),
  at: integer("at").notNull(),
});

/** What a person got of an offer, in their own database. */
export const benefit = sqliteTable(
  "benefit",
  {
    subject: text("subject").notNull(),
    id: text("id").notNull(),
    offer: text("offer").notNull(),
    basket: text("basket"),
    alone: integer("alone").notNull(),
    at: integer("at").notNull(),
    stage: text("stage").$type<"intended" | "redeemed" | "refunded">().notNull(),
    wanted: text("wanted").notNull(),
  },
  (table) => [primaryKey({ columns: [table.subject, table.id] })],
);
