/** A field that was refused, the rule it broke, and a sentence for people. */
export interface FieldError {
  readonly field: string;
  readonly rule: string;
  readonly detail: string;
}

/** Problems this API answers (RFC 9457), by code. */
const PROBLEMS = {
  "invalid-input": [422, "The request has fields that cannot be accepted"],
  "invalid-context": [400, "The evaluation context cannot be accepted"],
  "invalid-json": [400, "The body is not JSON"],
  "too-large": [413, "The body is too large"],
  unauthorized: [401, "A valid key is required"],
  forbidden: [403, "This key or origin may not do this"],
  "proof-required": [403, "Somebody who is known here signs in first"],
  "not-found": [404, "There is nothing here"],
  "method-not-allowed": [405, "This method is not offered here"],
  conflict: [409, "The choice was changed elsewhere in the meantime"],
  "site-taken": [409, "A site of this program belongs to another program"],
  "wrong-host": [421, "Local mode answers only on loopback hosts"],
  "program-refused": [422, "The program was refused"],
  "too-many": [429, "Too many requests"],
  "origin-away": [502, "The pages behind this host are away"],
  internal: [500, "Something went wrong here"],
  misconfigured: [503, "This service is not set up"],
  unavailable: [503, "Storage is away; nothing was changed"],
} as const satisfies Readonly<Record<string, readonly [number, string]>>;
export type ProblemCode = keyof typeof PROBLEMS;

/** Thrown by request handling; the one error handler turns it into an answer. Its text is meant for outside. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly errors: readonly FieldError[];
  readonly extra: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: ProblemCode,
    errors: readonly FieldError[] = [],
    extra: Readonly<Record<string, unknown>> = {},
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(code);
    this.code = code;
    this.errors = errors;
    this.extra = extra;
    this.headers = headers;
  }
}

/** Storage is away, and nothing was changed. */
export function away(): Problem {
  return new Problem("unavailable", [], {}, { "retry-after": "5" });
}

/** Refuses one field. */
export function invalid(field: string, rule: string, detail: string): Problem {
  return new Problem("invalid-input", [{ field, rule, detail }]);
}

/** The `application/problem+json` answer of a problem. */
export function problemResponse(problem: Problem, headers: Headers = new Headers()): Response {
  const [status, title] = PROBLEMS[problem.code];
  const detail = problem.errors.map((error) => `${error.field}: ${error.detail}`).join("; ") || title;
  for (const [name, value] of Object.entries(problem.headers)) headers.set(name, value);
  headers.set("content-type", "application/problem+json");
  headers.set("cache-control", "private, no-store");
  headers.set("x-content-type-options", "nosniff");
  const body = { type: `urn:earnest:problem:${problem.code}`, title, status, detail, errors: problem.errors, ...problem.extra };
  return new Response(JSON.stringify(body), { status, headers });
}
