import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** Who was asked what, with which benefit, and what came of it. */
export const asked = sqliteTable(
  "asked",
  {
    subject: text("subject").notNull(),
    ask: text("ask").notNull(),
    /** In whose numbers it is; empty where the person is counted at another of their records. */
    controller: text("controller").notNull(),
    variant: text("variant").notNull(),
    purpose: text("purpose").notNull(),
    at: integer("at").notNull(),
    reassigned: integer("reassigned").notNull().default(0),
    answeredAt: integer("answered_at"),
    refusedAt: integer("refused_at"),
  },
  (table) => [primaryKey({ columns: [table.subject, table.ask] })],
);
