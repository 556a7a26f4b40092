import { weeklyRule } from "./during.ts";
import { readPattern } from "./pattern.ts";
import type { Operator, Scalar } from "./types.ts";

const MAX_ITEMS = 1_000;
const TYPES = ["string", "number", "boolean", "array", "object", "null", "undefined"];
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;

/** Why an operator cannot be asked with an operand; null when it can. Operands that are conditions are read elsewhere. */
export function operandRule(operator: Operator, operand: unknown): string | null {
  switch (operator) {
    case "$eq":
    case "$ne":
      return isScalar(operand) ? null : "must be a string, number, boolean or null";
    case "$in":
    case "$nin":
    case "$ini":
    case "$nini":
      return listRule(operand);
    case "$exists":
      return typeof operand === "boolean" ? null : "must be true or false";
    case "$type":
      return TYPES.includes(operand as string) ? null : `must be one of ${TYPES.join(", ")}`;
    case "$inGroup":
    case "$notInGroup":
      return typeof operand === "string" ? null : "must be the key of a group";
    case "$regex":
    case "$regexi":
      return patternRule(operand);
    case "$before":
    case "$after":
      return instantRule(operand);
    case "$during":
      return weeklyRule(operand);
    default:
      return typeof operand === "string" || isNumber(operand) ? null : "must be a number or a string";
  }
}

function listRule(operand: unknown): string | null {
  const isList = Array.isArray(operand) && operand.length <= MAX_ITEMS && operand.every(isScalar);
  return isList ? null : `must be a list of at most ${MAX_ITEMS} scalars`;
}

function instantRule(operand: unknown): string | null {
  const isInstant = typeof operand === "string" && INSTANT.test(operand) && Number.isFinite(Date.parse(operand));
  return isInstant ? null : "must be an instant with an offset, such as 2026-11-27T00:00:00+01:00";
}

function patternRule(operand: unknown): string | null {
  if (typeof operand !== "string") return "must be a regular expression";
  const pattern = readPattern(operand);
  return typeof pattern === "string" ? pattern : null;
}

export function isScalar(value: unknown): value is Scalar {
  return value === null || typeof value === "string" || typeof value === "boolean" || isNumber(value);
}

function isNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
