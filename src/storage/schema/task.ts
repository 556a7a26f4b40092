import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** What a negative answer asks of a human, and who took it. */
export const task = sqliteTable(
  "task",
  {
    subject: text("subject").notNull(),
    id: text("id").notNull(),
    ask: text("ask").notNull(),
    moment: text("moment"),
    at: integer("at").notNull(),
    state: text("state").$type<"open" | "taken" | "done">().notNull().default("open"),
    who: text("who"),
    changedAt: integer("changed_at"),
    toldAt: integer("told_at"),
  },
  (table) => [primaryKey({ columns: [table.subject, table.id] })],
);
