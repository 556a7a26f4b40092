/** A value a condition compares: what JSON can hold without nesting. */
export type Scalar = string | number | boolean | null;

export const OPERATORS = ["$eq", "$ne", "$gt", "$gte", "$lt", "$lte", "$in", "$nin", "$exists"] as const;
export type Operator = (typeof OPERATORS)[number];

/** One comparison of one attribute; the unit that is shared, memoised and explained. */
export interface Leaf {
  readonly attribute: string;
  readonly operator: Operator;
  readonly operand: Scalar | readonly Scalar[];
}

/** A parsed condition. */
export type Node =
  | { readonly kind: "leaf"; readonly leaf: Leaf }
  | { readonly kind: "and" | "or"; readonly nodes: readonly Node[] }
  | { readonly kind: "not"; readonly node: Node };

/** A condition as people write it: `{"views": {"$gte": 3}, "$or": [{"country": "DE"}, …]}`. */
export type ConditionDocument = { readonly [key: string]: unknown };

/** Why a condition was refused, and where in it. */
export interface ConditionFault {
  readonly path: string;
  readonly rule: string;
}
