import type { Context } from "hono";
import { openVisitor } from "../../actions/consent/open-visitor.ts";
import { findSubjects } from "../../actions/identity/find-subjects.ts";
import { isProven } from "../../actions/identity/prove.ts";
import { eraseSubject, type ErasedSubject } from "../../actions/rights/erase-subject.ts";
import { eraseMe, forgetMe } from "../../actions/rights/forget-person.ts";
import { listHearings } from "../../storage/erasure-told.ts";
import { answer } from "../answer.ts";
import { credentialsOf, proofOf } from "../credentials.ts";
import type { App } from "../env.ts";
import { openBrowserCall, openServerCall } from "../open-call.ts";
import { away, invalid, Problem } from "../problem.ts";
import { limitRate } from "../rate.ts";
import { subjectRefAt } from "../subject-ref.ts";
import { objectAt, readJson } from "../validate.ts";

/** POST /v1/me/erase: everything about whoever uses this browser goes, and the browser forgets them. */
export async function eraseMeRoute(c: Context<App>): Promise<Response> {
  const { call, visitor } = await openPerson(c);
  const erased = await eraseMe(call, visitor, await isProven(call, visitor, proofOf(c.req.raw.headers)));
  if (!erased.ok) throw problemOf(erased.error);
  return answer(c, shown(erased.value.erased), statusOf(erased.value.erased), erased.value.issued);
}

/** POST /v1/me/forget: this browser forgets; somebody who is nothing but this browser is erased with it. */
export async function forgetMeRoute(c: Context<App>): Promise<Response> {
  const { call, visitor } = await openPerson(c);
  const forgotten = await forgetMe(call, visitor);
  if (!forgotten.ok) throw problemOf(forgotten.error);
  return answer(c, { forgotten: true, ...shown(forgotten.value.erased) }, statusOf(forgotten.value.erased), forgotten.value.issued);
}

/** POST /v1/rights/erase: staff erases somebody. Needs the scope `rights`. */
export async function eraseRoute(c: Context<App>): Promise<Response> {
  const call = await openServerCall(c, "rights");
  const [subject] = await findSubjects(call, [subjectRefAt(objectAt(await readJson(c.req.raw), "", ["subject"])["subject"], "subject")]);
  const erased = subject ? await eraseSubject(call, subject) : null;
  if (!erased) throw problemOf("unknown");
  if (!erased.ok) throw problemOf(erased.error);
  return answer(c, shown(erased.value), statusOf(erased.value));
}

/** GET /v1/rights/erasures?tombstone=: who has not heard of erasures yet; of one erasure, all that were to. Needs the scope `rights`. */
export async function hearingsRoute(c: Context<App>): Promise<Response> {
  const call = await openServerCall(c, "rights");
  const tombstone = c.req.query("tombstone") ?? null;
  if (tombstone !== null && !/^[0-9a-f]{64}$/.test(tombstone)) throw invalid("tombstone", "shape", "must be 64 hexadecimal digits");
  const told = await listHearings(call.platform.env, call.program.site.controller, tombstone);
  return answer(c, {
    told: told.map(({ name, webhook, recipient, queued, told: heard, givenUp }) => ({
      ...{ tombstone: name, webhook, recipient },
      ...{ queued: iso(queued), told: iso(heard), givenUp: iso(givenUp) },
    })),
  });
}

function iso(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}

async function openPerson(c: Context<App>) {
  await limitRate(c.env, c.req.raw.headers);
  const call = await openBrowserCall(c);
  objectAt(await readJson(c.req.raw), "", []);
  return { call, visitor: await openVisitor(call.platform, call.program, credentialsOf(c.req.raw.headers)) };
}

function shown(erased: ErasedSubject | null): object {
  return erased ? { erased: true, ...erased } : { erased: false };
}

/** What is left to do is done by the platform itself. */
function statusOf(erased: ErasedSubject | null): 200 | 202 {
  return erased === null || erased.done ? 200 : 202;
}

function problemOf(refused: "no-pass" | "proof" | "unknown" | "other-controller" | "unavailable"): Problem {
  switch (refused) {
    case "unavailable":
      return away();
    case "no-pass":
      return invalid("pass", "pass", "must be there: nobody is known by this browser");
    case "proof":
      return new Problem("forbidden", [
        { field: "pass", rule: "proof", detail: "must come with a proof of who asks, at most 15 minutes old" },
      ]);
    case "unknown":
      return invalid("subject", "known", "must be somebody who is known here");
    case "other-controller":
      return new Problem("forbidden", [{ field: "subject", rule: "controller", detail: "must be a subject of this site's controller" }]);
  }
}
