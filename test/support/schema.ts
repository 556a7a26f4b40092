import { globSync, readFileSync } from "node:fs";
import { unstable_splitSqlQuery as statementsIn } from "wrangler";
import { inTop } from "../../src/cli/paths.ts";

/** All migrations, a statement a line: one call of a database, where one by one they are as many as there are files. */
export const SCHEMA = globSync(inTop("migrations/*.sql"))
  .toSorted()
  .flatMap((path) => statementsIn(readFileSync(path, "utf8")))
  .map((statement) => statement.replaceAll(/--.*/g, "").replaceAll(/\s+/g, " "))
  .join("\n");
