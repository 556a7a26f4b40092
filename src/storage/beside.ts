import { exchangeStatements, type Exchange } from "./exchange.ts";
import { aliasStatement, mergeStatement, type Merge } from "./merge.ts";

/**
 * What is written in the batch of a consent: a step of a merge, in the root's database or in the merged record's, or what
 * a yes was given for.
 */
export type Beside =
  | { readonly kind: "exchange"; readonly given: Exchange }
  | { readonly kind: "merge"; readonly merge: Merge }
  | { readonly kind: "alias"; readonly merge: Merge; readonly isMerged: boolean };

/** Each writes only when the statement before it did. */
export function besideStatements(db: D1Database, beside: Beside | undefined): readonly D1PreparedStatement[] {
  switch (beside?.kind) {
    case "exchange":
      return exchangeStatements(db, beside.given);
    case "merge":
      return [mergeStatement(db, beside.merge)];
    case "alias":
      return [aliasStatement(db, beside.merge, beside.isMerged)];
    case undefined:
      return [];
  }
}
