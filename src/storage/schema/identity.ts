import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** A subject that was merged to another. */
export const alias = sqliteTable("alias", {
  subject: text("subject").primaryKey(),
  root: text("root").notNull(),
  merge: text("merge").notNull(),
  at: integer("at").notNull(),
});

/** What was merged to a root, and how far that has come. */
export const merge = sqliteTable(
  "merge",
  {
    root: text("root").notNull(),
    id: text("id").notNull(),
    child: text("child").notNull(),
    at: integer("at").notNull(),
    source: text("source").notNull(),
    proof: text("proof").notNull(),
    frozen: text("frozen").notNull(),
    attributes: text("attributes").notNull(),
    stage: text("stage").$type<"intended" | "merged" | "unmerging" | "unmerged">().notNull(),
  },
  (table) => [primaryKey({ columns: [table.root, table.id] })],
);

/** Identity tokens that were used, until they expire. */
export const identityToken = sqliteTable("identity_token", {
  id: text("id").primaryKey(),
  expiresAt: integer("expires_at").notNull(),
});

/** One-time codes, for an hour. */
export const signInCode = sqliteTable("sign_in_code", {
  id: text("id").primaryKey(),
  address: text("address").notNull(),
  client: text("client"),
  code: text("code").notNull(),
  tries: integer("tries").notNull(),
  at: integer("at").notNull(),
  usedAt: integer("used_at"),
});
