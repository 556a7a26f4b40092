import { integer, primaryKey, real, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** What units of experiments came to, without identifiers. */
export const trialSum = sqliteTable(
  "trial_sum",
  {
    program: text("program").notNull(),
    experience: text("experience").notNull(),
    variant: text("variant").notNull(),
    goal: text("goal").notNull(),
    n: integer("n").notNull(),
    total: real("total").notNull(),
    squares: real("squares").notNull(),
    prior: real("prior").notNull(),
    priorSquares: real("prior_squares").notNull(),
    product: real("product").notNull(),
  },
  (table) => [primaryKey({ columns: [table.program, table.experience, table.variant, table.goal] })],
);

/** The weights a bandit draws its variants by, as its goal last said. */
export const bandit = sqliteTable(
  "bandit",
  {
    program: text("program").notNull(),
    experience: text("experience").notNull(),
    weights: text("weights").notNull(),
    weighedAt: integer("weighed_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.program, table.experience] })],
);
