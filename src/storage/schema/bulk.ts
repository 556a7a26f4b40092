import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** Parts of imports that are in, and what came of them. */
export const importPart = sqliteTable(
  "import_part",
  {
    import: text("import").notNull(),
    part: integer("part").notNull(),
    hash: text("hash").notNull(),
    records: integer("records").notNull(),
    written: integer("written").notNull(),
    unchanged: integer("unchanged").notNull(),
    refused: integer("refused").notNull(),
    faults: text("faults").notNull(),
    actor: text("actor").notNull(),
    at: integer("at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.import, table.part] })],
);
