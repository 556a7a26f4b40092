import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** What came of what a person allowed. */
export const brought = sqliteTable(
  "brought",
  {
    subject: text("subject").notNull(),
    id: text("id").notNull(),
    controller: text("controller").notNull(),
    kind: text("kind").$type<"recommendation" | "advice">().notNull(),
    what: text("what").notNull(),
    purpose: text("purpose").notNull(),
    at: integer("at").notNull(),
    expires: integer("expires").notNull(),
  },
  (table) => [primaryKey({ columns: [table.subject, table.id] })],
);
