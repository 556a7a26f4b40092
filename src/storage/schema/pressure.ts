import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** What a person was shown lately of what is capped, and what rests for them. */
export const pressure = sqliteTable("pressure", {
  subject: text("subject").primaryKey(),
  version: integer("version").notNull(),
  state: text("state").notNull(),
  updatedAt: integer("updated_at").notNull(),
});
