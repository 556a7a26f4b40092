import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** Webhooks whose receiver said that it is gone. */
export const webhookOff = sqliteTable(
  "webhook_off",
  {
    program: text("program").notNull(),
    webhook: text("webhook").notNull(),
    url: text("url").notNull(),
    at: integer("at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.program, table.webhook] })],
);
