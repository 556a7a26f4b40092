import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** Who saw what may be seen of a person to advise them. */
export const viewed = sqliteTable(
  "viewed",
  {
    subject: text("subject").notNull(),
    id: text("id").notNull(),
    at: integer("at").notNull(),
    actor: text("actor").notNull(),
    purpose: text("purpose").notNull(),
    allowed: integer("allowed").notNull(),
    hints: text("hints").notNull(),
  },
  (table) => [primaryKey({ columns: [table.subject, table.id] })],
);

/** What became of a hint. */
export const hint = sqliteTable(
  "hint",
  {
    subject: text("subject").notNull(),
    view: text("view").notNull(),
    experience: text("experience").notNull(),
    outcome: text("outcome").$type<"taken" | "ignored">().notNull(),
    actor: text("actor").notNull(),
    at: integer("at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.subject, table.view, table.experience] })],
);

/** How often hints were taken and ignored. */
export const hintCount = sqliteTable(
  "hint_count",
  {
    controller: text("controller").notNull(),
    experience: text("experience").notNull(),
    taken: integer("taken").notNull(),
    ignored: integer("ignored").notNull(),
  },
  (table) => [primaryKey({ columns: [table.controller, table.experience] })],
);
