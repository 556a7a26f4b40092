import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** Who an identifier points to, by its keyed hash. */
export const identifier = sqliteTable("identifier", {
  hash: text("hash").primaryKey(),
  kind: text("kind").notNull(),
  generation: integer("generation").notNull(),
  subject: text("subject").notNull(),
  link: text("link").notNull(),
  at: integer("at").notNull(),
  bucket: integer("bucket").notNull(),
  /** Of a card that was blocked: whose it was. */
  was: text("was"),
  /** Of a card of somebody with several records: which they are, as a hint. */
  kin: text("kin"),
});

/** The identifiers of a subject. */
export const link = sqliteTable(
  "link",
  {
    subject: text("subject").notNull(),
    id: text("id").notNull(),
    kind: text("kind").notNull(),
    source: text("source").notNull(),
    proof: text("proof").notNull(),
    at: integer("at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.subject, table.id] })],
);
