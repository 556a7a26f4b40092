import type { Call } from "../actions/call.ts";
import type { Filing } from "../actions/rights/file-request.ts";
import type { SubjectRef } from "../actions/identity/find-subjects.ts";
import type { SubjectId } from "../core/kernel/ids.ts";
import { resolveRule } from "../core/consent/resolve-rule.ts";
import { REQUEST_KINDS } from "../core/rights/kinds.ts";
import { REQUEST_WAYS } from "../core/rights/request.ts";
import { identifierAt, subjectRefAt } from "./subject-ref.ts";
import { saidAt } from "./submission.ts";
import { placeAt } from "./told.ts";
import { objectAt, oneOf, optionalTextAt, textAt } from "./validate.ts";

/** Ways a desk takes requests by; the protocols of agents have routes of their own, and so has the person. */
const DESK_WAYS = REQUEST_WAYS.filter((way) => way !== "person" && way !== "opendsr" && way !== "drp");

/** Reads a request that a desk files: who asks for what, by which way, since when, and how they showed who they are. */
export function readFiling(call: Call, body: unknown, once: string | null): Filing {
  const fields = objectAt(body, "", ["kind", "subject", "via", "actor", "at", "place", "proof", "about"]);
  const about = optionalTextAt(fields["about"], "about", 500) ?? null;
  return {
    kind: oneOf(fields["kind"], "kind", REQUEST_KINDS),
    via: oneOf(fields["via"], "via", DESK_WAYS),
    contact: { who: subjectRefAt(fields["subject"], "subject"), about, claims: {} },
    proof: optionalTextAt(fields["proof"], "proof", 200) ?? null,
    rule: resolveRule(placeAt(fields["place"]) ?? { country: null, region: null }),
    received: saidAt(call, fields["at"]) ?? call.now,
    confirms: false,
    actor: textAt(fields["actor"], "actor", 60),
    once,
  };
}

/**
 * Reads a request that somebody files for themselves: `own` is who they are, where they proved it or nobody but this browser
 * is meant; anybody else names the address at which they can be reached.
 */
export function readOwnFiling(call: Call, body: unknown, once: string | null, own: SubjectId | null): Filing {
  const fields = objectAt(body, "", ["kind", "about", ...(own === null ? ["address"] : [])]);
  const who: SubjectRef = own === null ? identifierAt(fields["address"], "address", ["email", "phone"]) : { kind: "subject", value: own };
  return {
    kind: oneOf(fields["kind"], "kind", REQUEST_KINDS),
    via: "person",
    contact: { who, about: optionalTextAt(fields["about"], "about", 500) ?? null, claims: {} },
    proof: own === null ? null : "signed in",
    rule: call.rule,
    received: call.now,
    confirms: true,
    actor: null,
    once,
  };
}
