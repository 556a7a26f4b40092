import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** What people were shown, word for word, by its SHA-256. */
export const noticeText = sqliteTable("notice_text", {
  hash: text("hash").primaryKey(),
  program: text("program").notNull(),
  version: text("version").notNull(),
  locale: text("locale").notNull(),
  body: text("body").notNull(),
  at: integer("at").notNull(),
});
