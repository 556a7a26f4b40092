import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** What staff records while the customer watches. */
export const collection = sqliteTable(
  "collection",
  {
    id: text("id").primaryKey(),
    site: text("site").notNull(),
    actor: text("actor").notNull(),
    who: text("who"),
    code: text("code").notNull(),
    screen: text("screen"),
    at: integer("at").notNull(),
    until: integer("until").notNull(),
    endedAt: integer("ended_at"),
    closingAt: integer("closing_at"),
  },
  (table) => [index("collection_code").on(table.code), index("collection_screen").on(table.screen)],
);

/** A field of it. */
export const collectionField = sqliteTable(
  "collection_field",
  {
    collection: text("collection").notNull(),
    attribute: text("attribute").notNull(),
    value: text("value").notNull(),
    rev: integer("rev").notNull(),
    shown: integer("shown").notNull(),
    struck: integer("struck").notNull(),
  },
  (table) => [primaryKey({ columns: [table.collection, table.attribute] })],
);
