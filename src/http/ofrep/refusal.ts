import { Problem } from "../problem.ts";

/**
 * A refusal as OpenFeature clients read it: the same problem, with the protocol's `errorCode`, `errorDetails` and the flag's
 * key as further members, and 400 where the protocol knows no other status.
 */
export function ofrepRefusal(error: unknown, key?: string): unknown {
  if (!(error instanceof Problem)) return error;
  const errorCode = errorCodeOf(error);
  if (errorCode === null) return error;
  const errorDetails = error.errors.map(({ field, detail }) => `${field} ${detail}`).join("; ");
  const code = error.code === "invalid-input" ? "invalid-context" : error.code;
  return new Problem(code, error.errors, { ...(key === undefined ? {} : { key }), errorCode, errorDetails }, error.headers);
}

/** Null for what clients know by its status: 401, 403, 429 and whatever is not the caller's fault. */
function errorCodeOf({ code, errors }: Problem): string | null {
  switch (code) {
    case "invalid-json":
      return "PARSE_ERROR";
    case "invalid-input":
    case "too-large":
      return errors.some(({ rule }) => rule === "targeting-key") ? "TARGETING_KEY_MISSING" : "INVALID_CONTEXT";
    case "not-found":
      return "FLAG_NOT_FOUND";
    default:
      return null;
  }
}
