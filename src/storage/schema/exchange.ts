import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** What a person gave as an answer to a question, and what it was promised to bring. */
export const exchange = sqliteTable(
  "exchange",
  {
    subject: text("subject").notNull(),
    id: text("id").notNull(),
    ask: text("ask").notNull(),
    gave: text("gave").$type<"value" | "consent">().notNull(),
    what: text("what").notNull(),
    purpose: text("purpose").notNull(),
    benefit: text("benefit").notNull(),
    program: text("program").notNull(),
    digest: text("digest").notNull(),
    at: integer("at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.subject, table.id] })],
);
