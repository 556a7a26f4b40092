import { integer, primaryKey, real, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** What each person was told of their own number. */
export const report = sqliteTable(
  "report",
  {
    subject: text("subject").notNull(),
    report: text("report").notNull(),
    period: text("period").notNull(),
    controller: text("controller").notNull(),
    purpose: text("purpose").notNull(),
    value: real("value").notNull(),
    cohort: text("cohort").notNull(),
    at: integer("at").notNull(),
    toldAt: integer("told_at"),
    percent: integer("percent"),
    others: integer("others"),
    tip: text("tip"),
    expires: integer("expires").notNull(),
  },
  (table) => [primaryKey({ columns: [table.subject, table.report, table.period] })],
);

/** People who are alike, counted without identifiers. */
export const reportCohort = sqliteTable(
  "report_cohort",
  {
    controller: text("controller").notNull(),
    report: text("report").notNull(),
    cohort: text("cohort").notNull(),
    class: integer("class").notNull(),
    people: integer("people").notNull(),
    total: real("total").notNull(),
    most: real("most").notNull(),
  },
  (table) => [primaryKey({ columns: [table.controller, table.report, table.cohort, table.class] })],
);
