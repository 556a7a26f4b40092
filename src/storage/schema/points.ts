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

/** Points that a record brought to its root, and how many went back with it. */
export const pointsJoined = sqliteTable(
  "points_joined",
  {
    root: text("root").notNull(),
    id: text("id").notNull(),
    scheme: text("scheme").notNull(),
    child: text("child").notNull(),
    points: integer("points").notNull(),
    earned: integer("earned").notNull(),
    parted: integer("parted"),
  },
  (table) => [primaryKey({ columns: [table.root, table.id, table.scheme] })],
);

/** Challenges that a person met. */
export const unlocked = sqliteTable(
  "unlocked",
  {
    subject: text("subject").notNull(),
    scheme: text("scheme").notNull(),
    challenge: text("challenge").notNull(),
    season: text("season").notNull(),
    at: integer("at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.subject, table.scheme, table.challenge, table.season] })],
);
