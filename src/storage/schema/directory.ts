import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** Which binding owns a bucket; read from the first database only. */
export const bucketMap = sqliteTable("bucket_map", {
  bucket: integer("bucket").primaryKey(),
  binding: text("binding").notNull(),
  epoch: integer("epoch").notNull(),
});

/** What a database believes it owns; checked by every write. */
export const bucketOwner = sqliteTable("bucket_owner", {
  bucket: integer("bucket").primaryKey(),
  epoch: integer("epoch").notNull(),
  move: integer("move").notNull(),
});

/** A bucket on its way to another database. */
export const bucketMove = sqliteTable("bucket_move", {
  bucket: integer("bucket").primaryKey(),
  source: text("source").notNull(),
  target: text("target").notNull(),
  epoch: integer("epoch").notNull(),
  stage: text("stage").notNull(),
  cursor: text("cursor").notNull(),
  copied: integer("copied").notNull(),
  feed: integer("feed").notNull(),
  updatedAt: integer("updated_at").notNull(),
});

/** Whose rows were written while their bucket was being copied. */
export const bucketChange = sqliteTable("bucket_change", {
  id: integer("id").primaryKey(),
  bucket: integer("bucket").notNull(),
  owner: text("owner").notNull(),
});

/** Immutable, content-addressed programs. */
export const programVersion = sqliteTable("program_version", {
  hash: text("hash").primaryKey(),
  program: text("program").notNull(),
  document: text("document").notNull(),
  publishedAt: integer("published_at").notNull(),
});

/** The version each site runs. */
export const site = sqliteTable("site", {
  key: text("key").primaryKey(),
  program: text("program").notNull(),
  hash: text("hash").notNull(),
  updatedAt: integer("updated_at").notNull(),
});

/** Secret keys by SHA-256. */
export const apiKey = sqliteTable("api_key", {
  hash: text("hash").primaryKey(),
  label: text("label").notNull(),
  scopes: text("scopes").notNull(),
  createdAt: integer("created_at").notNull(),
  revokedAt: integer("revoked_at"),
});

/** Who did what to which target; never a raw identifier. */
export const audit = sqliteTable("audit", {
  id: integer("id").primaryKey(),
  at: integer("at").notNull(),
  actor: text("actor").notNull(),
  action: text("action").notNull(),
  target: text("target").notNull(),
  detail: text("detail").notNull(),
});

/** How far a resumable job has come. */
export const job = sqliteTable("job", {
  name: text("name").primaryKey(),
  cursor: text("cursor").notNull(),
  done: integer("done").notNull(),
  updatedAt: integer("updated_at").notNull(),
});

/** Daily sums without identifiers. */
export const rollup = sqliteTable(
  "rollup",
  {
    day: text("day").notNull(),
    site: text("site").notNull(),
    experience: text("experience").notNull(),
    variant: text("variant").notNull(),
    metric: text("metric").notNull(),
    count: integer("count").notNull(),
  },
  (table) => [primaryKey({ columns: [table.day, table.site, table.experience, table.variant, table.metric] })],
);

/** Exposure ids already counted, packed by time window and part. */
export const exposureSeen = sqliteTable(
  "exposure_seen",
  { window: integer("window").notNull(), part: integer("part").notNull(), ids: text("ids").notNull() },
  (table) => [primaryKey({ columns: [table.window, table.part] })],
);
