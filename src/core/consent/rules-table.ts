import { RULES_EU } from "./rules-table-eu.ts";
import { RULES_US } from "./rules-table-us.ts";
import { RULES_WORLD } from "./rules-table-world.ts";
import type { JurisdictionRule } from "./rules.ts";

/** The day on which the table was last read against its sources; each decision stores it. Not legal advice. */
export const RULES_VERSION = "2026-11-22";

/** All rows, each with the law it restates in `sources`; which one holds for a place is `resolveRule`'s answer. */
export const RULES: readonly JurisdictionRule[] = [...RULES_EU, ...RULES_US, ...RULES_WORLD];
