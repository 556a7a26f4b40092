import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** Who was erased, by a keyed hash. */
export const tombstone = sqliteTable("tombstone", {
  name: text("name").primaryKey().notNull(),
  controller: text("controller").notNull(),
  at: integer("at").notNull(),
  kept: text("kept").notNull(),
});

/** An erasure under way, and how far it has come. */
export const erasure = sqliteTable("erasure", {
  name: text("name").primaryKey().notNull(),
  controller: text("controller").notNull(),
  family: text("family").notNull(),
  sweep: integer("sweep").notNull(),
  step: integer("step").notNull(),
  cursor: integer("cursor").notNull(),
  at: integer("at").notNull(),
  updatedAt: integer("updated_at").notNull(),
});

/** Who is told of an erasure, and whether they heard. */
export const erasureTold = sqliteTable(
  "erasure_told",
  {
    name: text("name").notNull(),
    program: text("program").notNull(),
    webhook: text("webhook").notNull(),
    controller: text("controller").notNull(),
    recipient: text("recipient"),
    queuedAt: integer("queued_at").notNull(),
    toldAt: integer("told_at"),
    givenUpAt: integer("given_up_at"),
  },
  (table) => [primaryKey({ columns: [table.name, table.program, table.webhook] })],
);
