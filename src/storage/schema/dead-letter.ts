import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** Messages that their queue gave up, sealed as they were sent. */
export const deadLetter = sqliteTable("dead_letter", {
  id: text("id").primaryKey().notNull(),
  queue: text("queue").notNull(),
  kind: text("kind").notNull(),
  at: integer("at").notNull(),
  sealed: text("sealed").notNull(),
});
