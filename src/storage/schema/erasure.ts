import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

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
