import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** What is known of a subject: one row, attributes as JSON with source and time per value, what they were shown in experiments, and the last decisions. */
export const profile = sqliteTable("profile", {
  subject: text("subject").primaryKey(),
  controller: text("controller").notNull(),
  version: integer("version").notNull(),
  attributes: text("attributes").notNull(),
  updatedAt: integer("updated_at").notNull(),
  trials: text("trials").notNull(),
  decisions: text("decisions").notNull(),
  resetAt: integer("reset_at").notNull(),
});

/** Admitted events, once per message id. */
export const event = sqliteTable(
  "event",
  {
    subject: text("subject").notNull(),
    id: text("id").notNull(),
    name: text("name").notNull(),
    at: integer("at").notNull(),
    expires: integer("expires").notNull(),
    fields: text("fields").notNull(),
    source: text("source").notNull(),
  },
  (table) => [primaryKey({ columns: [table.subject, table.id] })],
);

/** What withdrawals leave to be purged, by the ledger entry that caused it. */
export const purge = sqliteTable(
  "purge",
  { subject: text("subject").notNull(), id: text("id").notNull(), at: integer("at").notNull(), purposes: text("purposes").notNull() },
  (table) => [primaryKey({ columns: [table.subject, table.id] })],
);
