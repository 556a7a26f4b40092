/** A value a condition compares: what JSON can hold without nesting. */
export type Scalar = string | number | boolean | null;

/**
 * Operators on a value. Those of GrowthBook's targeting conditions, with its meaning of each; `$before`, `$after` and
 * `$during` (instants and weekly windows in a time zone) are ours.
 */
export const OPERATORS = [
  "$eq",
  "$ne",
  "$gt",
  "$gte",
  "$lt",
  "$lte",
  "$in",
  "$nin",
  "$ini",
  "$nini",
  "$all",
  "$alli",
  "$exists",
  "$type",
  "$size",
  "$elemMatch",
  "$regex",
  "$regexi",
  "$veq",
  "$vne",
  "$vgt",
  "$vgte",
  "$vlt",
  "$vlte",
  "$inGroup",
  "$notInGroup",
  "$before",
  "$after",
  "$during",
] as const;
export type Operator = (typeof OPERATORS)[number];

/**
 * One comparison; the unit that is shared, memoised and explained. `is` and `isi` are what a bare value stands for
 * (equal after conversion, the second without regard to case), `$audience` asks a whole condition by its key.
 */
export interface Leaf {
  /** The attribute it reads; empty where it reads the value at hand (an item of a list, its size) or none. */
  readonly attribute: string;
  /** Where in the attribute, for nested values. */
  readonly path?: readonly string[];
  readonly operator: Operator | "is" | "isi" | "$audience";
  /** What to compare with, as it was written; conditions inside it are parsed. */
  readonly operand: unknown;
}

/** A parsed condition. `and` of nothing always holds, `or` of nothing never. */
export type Node =
  | { readonly kind: "leaf"; readonly leaf: Leaf }
  | { readonly kind: "and" | "or"; readonly nodes: readonly Node[] }
  | { readonly kind: "not"; readonly node: Node };

/** A condition as people write it: `{"views": {"$gte": 3}, "$or": [{"country": "DE"}, …]}`. */
export type ConditionDocument = { readonly [key: string]: unknown };

/** Values that `$inGroup` looks up by key: a list, or one of GrowthBook's saved groups. */
export type Group =
  | readonly Scalar[]
  | { readonly type: "list"; readonly attributeKey?: string | undefined; readonly values: readonly Scalar[] }
  | { readonly type: "condition"; readonly condition: ConditionDocument };
export type Groups = { readonly [key: string]: Group };

/** Why a condition was refused, and where in it. */
export interface ConditionFault {
  readonly path: string;
  readonly rule: string;
}
