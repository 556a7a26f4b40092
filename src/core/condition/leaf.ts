import type { Leaf, Scalar } from "./types.ts";

/**
 * Evaluates one comparison. A missing value is null: it equals only null, is unequal to all else and is never
 * greater or smaller. A list attribute matches `$eq` and `$in` when any of its items does.
 */
export function evaluateLeaf(leaf: Leaf, value: unknown): boolean {
  const operand = leaf.operand;
  switch (leaf.operator) {
    case "$eq":
      return equals(value, operand as Scalar);
    case "$ne":
      return !equals(value, operand as Scalar);
    case "$in":
      return (operand as readonly Scalar[]).some((item) => equals(value, item));
    case "$nin":
      return !(operand as readonly Scalar[]).some((item) => equals(value, item));
    case "$exists":
      return (value !== undefined && value !== null) === operand;
    case "$gt":
    case "$gte":
    case "$lt":
    case "$lte":
      return compares(leaf.operator, value, operand as number | string);
  }
}

function equals(value: unknown, operand: Scalar): boolean {
  if (Array.isArray(value)) return value.includes(operand);
  return (value ?? null) === operand;
}

function compares(operator: "$gt" | "$gte" | "$lt" | "$lte", value: unknown, operand: number | string): boolean {
  if (typeof value !== typeof operand) return false;
  const actual = value as number | string;
  switch (operator) {
    case "$gt":
      return actual > operand;
    case "$gte":
      return actual >= operand;
    case "$lt":
      return actual < operand;
    case "$lte":
      return actual <= operand;
  }
}
