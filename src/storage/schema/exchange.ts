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
    how: text("how").$type<"offer" | "points" | "brand">(),
    ref: text("ref"),
    points: integer("points"),
    due: integer("due"),
    endedAt: integer("ended_at"),
    outcome: text("outcome").$type<"delivered" | "acknowledged">(),
    incentive: text("incentive"),
    variant: text("variant"),
    moment: text("moment"),
    overdueToldAt: integer("overdue_told_at"),
  },
  (table) => [primaryKey({ columns: [table.subject, table.id] })],
);

/** Questions that are put to nobody, since what earlier answers were promised is overdue. */
export const haltedAsk = sqliteTable(
  "halted_ask",
  {
    program: text("program").notNull(),
    ask: text("ask").notNull(),
    since: integer("since").notNull(),
    overdue: integer("overdue").notNull(),
  },
  (table) => [primaryKey({ columns: [table.program, table.ask] })],
);
