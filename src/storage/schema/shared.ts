import { integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";

/** What a person lets one other person see for a time. */
export const shared = sqliteTable(
  "shared",
  {
    subject: text("subject").notNull(),
    id: text("id").notNull(),
    scope: text("scope").notNull(),
    kind: text("kind").notNull(),
    whom: text("whom").notNull(),
    called: text("called"),
    trip: text("trip"),
    token: text("token").notNull(),
    at: integer("at").notNull(),
    until: integer("until").notNull(),
    endedAt: integer("ended_at"),
  },
  (table) => [primaryKey({ columns: [table.subject, table.id] }), uniqueIndex("shared_id").on(table.id)],
);

/** Each time it was read. */
export const sharedRead = sqliteTable(
  "shared_read",
  { subject: text("subject").notNull(), id: text("id").notNull(), shared: text("shared").notNull(), at: integer("at").notNull() },
  (table) => [primaryKey({ columns: [table.subject, table.id] })],
);
