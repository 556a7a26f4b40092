import type { Context } from "hono";
import type { Call } from "../actions/call.ts";
import { openVisitor, type Visitor } from "../actions/consent/open-visitor.ts";
import { standingOf } from "../actions/identity/prove.ts";
import type { SubjectId } from "../core/kernel/ids.ts";
import { credentialsOf, proofOf } from "./credentials.ts";
import type { App } from "./env.ts";
import { openBrowserCall } from "./open-call.ts";
import { Problem } from "./problem.ts";
import { limitRate } from "./rate.ts";

/** Who asks about their own data. */
export interface Person {
  readonly call: Call;
  readonly visitor: Visitor;
  /** What they hold to prove that they are who their pass says; not looked at yet. */
  readonly proof: string;
}

/** Opens the call of a person's browser, by their pass. */
export async function openPerson(c: Context<App>): Promise<Person> {
  await limitRate(c.env, c.req.raw.headers);
  const call = await openBrowserCall(c);
  return personOf(c.req.raw.headers, call);
}

/** The person of an open call. */
export async function personOf(headers: Headers, call: Call): Promise<Person> {
  return { call, visitor: await openVisitor(call.platform, call.program, credentialsOf(headers)), proof: proofOf(headers) };
}

/**
 * Opens the call of somebody who may see, take away, correct and delete what is known: this browser's own data by the pass
 * alone, a known person's with a proof that is at most 15 minutes old. Refused for anybody else, and where there is nobody.
 */
export async function openProven(c: Context<App>): Promise<Person & { readonly subject: SubjectId }> {
  const person = await openPerson(c);
  return { ...person, subject: await provenSubject(person) };
}

/** The subject of a person who may see and change what is known about it. */
async function provenSubject({ call, visitor, proof }: Person): Promise<SubjectId> {
  const subject = visitor.pass?.subject;
  if (!subject)
    throw new Problem("not-found", [{ field: "pass", rule: "subject", detail: "must be of somebody about whom something is kept" }]);
  if ((await standingOf(call, visitor, proof)) === "unproven")
    throw new Problem("proof-required", [
      { field: "proof", rule: "signed-in", detail: "must be of the last 15 minutes: /v1/identities/code or /token" },
    ]);
  return subject;
}
