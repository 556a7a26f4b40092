import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** Points, in double entry. */
export const pointsEntry = sqliteTable(
  "points_entry",
  {
    subject: text("subject").notNull(),
    id: text("id").notNull(),
    scheme: text("scheme").notNull(),
    kind: text("kind").$type<"earn" | "spend" | "expire" | "refund" | "take-back">().notNull(),
    debit: text("debit").notNull(),
    credit: text("credit").notNull(),
    points: integer("points").notNull(),
    merchant: text("merchant").notNull(),
    amount: integer("amount"),
    at: integer("at").notNull(),
    expiresAt: integer("expires_at"),
  },
  (table) => [primaryKey({ columns: [table.subject, table.id] })],
);

/** What the entries of a person come to. */
export const pointsAccount = sqliteTable(
  "points_account",
  {
    subject: text("subject").notNull(),
    scheme: text("scheme").notNull(),
    balance: integer("balance").notNull(),
    earned: integer("earned").notNull(),
    gone: integer("gone").notNull(),
  },
  (table) => [primaryKey({ columns: [table.subject, table.scheme] })],
);
