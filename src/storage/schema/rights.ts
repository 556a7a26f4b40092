import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** What people ask for of their rights: the desk's queue, and its log. */
export const request = sqliteTable("request", {
  id: text("id").primaryKey(),
  bucket: integer("bucket").notNull(),
  controller: text("controller").notNull(),
  kind: text("kind").notNull(),
  state: text("state").notNull(),
  via: text("via").notNull(),
  subject: text("subject"),
  claim: text("claim"),
  contact: text("contact"),
  rule: text("rule").notNull(),
  receivedAt: integer("received_at").notNull(),
  acknowledgeBy: integer("acknowledge_by"),
  acknowledgedAt: integer("acknowledged_at"),
  dueAt: integer("due_at").notNull(),
  extension: integer("extension"),
  extendedAt: integer("extended_at"),
  closedAt: integer("closed_at"),
  basis: text("basis"),
  reply: text("reply"),
});

/** What was done about a request, each step once. */
export const requestStep = sqliteTable(
  "request_step",
  {
    request: text("request").notNull(),
    step: text("step").notNull(),
    bucket: integer("bucket").notNull(),
    at: integer("at").notNull(),
    actor: text("actor").notNull(),
    note: text("note"),
  },
  (table) => [primaryKey({ columns: [table.request, table.step] })],
);
