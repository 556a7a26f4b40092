import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** The current consent state of a subject; `version` only grows. */
export const register = sqliteTable("register", {
  subject: text("subject").primaryKey(),
  controller: text("controller").notNull(),
  version: integer("version").notNull(),
  head: text("head").notNull(),
  state: text("state").notNull(),
  expiresAt: integer("expires_at"),
  updatedAt: integer("updated_at").notNull(),
});

/** Every choice, hash-chained per subject. */
export const ledger = sqliteTable(
  "ledger",
  {
    chain: text("chain").notNull(),
    id: text("id").notNull(),
    version: integer("version").notNull(),
    at: integer("at").notNull(),
    prev: text("prev").notNull(),
    payloadHash: text("payload_hash").notNull(),
    hash: text("hash").notNull(),
    payload: text("payload"),
  },
  (table) => [primaryKey({ columns: [table.chain, table.id] })],
);
