import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** Consents counted by the week, without identifiers. */
export const consentCount = sqliteTable(
  "consent_count",
  {
    week: text("week").notNull(),
    site: text("site").notNull(),
    purpose: text("purpose").notNull(),
    locale: text("locale").notNull(),
    rule: text("rule").notNull(),
    notice: text("notice").notNull(),
    metric: text("metric").notNull(),
    count: integer("count").notNull(),
  },
  (table) => [primaryKey({ columns: [table.week, table.site, table.purpose, table.locale, table.rule, table.notice, table.metric] })],
);

/** How many people an audience had on a day, without identifiers. */
export const audienceSize = sqliteTable(
  "audience_size",
  {
    day: text("day").notNull(),
    controller: text("controller").notNull(),
    audience: text("audience").notNull(),
    size: integer("size").notNull(),
  },
  (table) => [primaryKey({ columns: [table.day, table.controller, table.audience] })],
);

/** Items that came through the API, by controller. */
export const catalogueItem = sqliteTable(
  "catalogue_item",
  {
    controller: text("controller").notNull(),
    key: text("key").notNull(),
    item: text("item").notNull(),
    updatedAt: integer("updated_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.controller, table.key] })],
);

/** What people look at, without any of them: the count under way, and what the last whole one came to. */
export const ranking = sqliteTable("ranking", {
  controller: text("controller").primaryKey(),
  tally: text("tally"),
  ranked: text("ranked"),
  updatedAt: integer("updated_at").notNull(),
});
