import type { Context } from "hono";
import type { Call } from "../../actions/call.ts";
import type { Issued } from "../../actions/consent/issue-pass.ts";
import { openVisitor, rememberedVisitor } from "../../actions/consent/open-visitor.ts";
import { findSubjects, type SubjectRef } from "../../actions/identity/find-subjects.ts";
import { decide, decideWithStorage, needsStorage, type Decided, type DecideInput } from "../../actions/targeting/decide.ts";
import { decideForSubject } from "../../actions/targeting/decide-for-subject.ts";
import { IDENTIFIER_KINDS } from "../../core/profile/identifier.ts";
import { bearerOf, credentialsOf } from "../credentials.ts";
import type { App } from "../env.ts";
import { openBrowserCall, openServerCall } from "../open-call.ts";
import { limitRate } from "../rate.ts";
import { identifierAt } from "../subject-ref.ts";
import { readJson } from "../validate.ts";
import { readEvaluation, type Evaluation } from "./context.ts";

/** Flags decided, and for whom. */
export interface Evaluated {
  readonly call: Call;
  readonly keys: readonly string[];
  /** What is capped is taken off its cap when it is evaluated, and so is evaluated only when it is asked for by itself. */
  readonly apart: readonly string[];
  readonly decided: Decided;
  readonly evaluation: Evaluation;
  readonly issued: Issued | null;
}

/** Decides a flag, or all of the site's. Under a publishable key the targeting key looks nobody up: the pass says who asks. */
export async function evaluate(c: Context<App>, key?: string): Promise<Evaluated> {
  const { headers } = c.req.raw;
  const secret = bearerOf(headers) || (headers.get("x-api-key") ?? "");
  if (secret.startsWith("sk_")) return evaluateForServer(c, secret, key);
  const limited = limitRate(c.env, headers);
  if (limited) await limited;
  const call = await openBrowserCall(c, secret);
  const evaluation = readEvaluation(call, await readJson(c.req.raw));
  const input = inputOf(call, evaluation, key);
  const credentials = credentialsOf(headers);
  const visitor =
    rememberedVisitor(call.platform, call.program, credentials) ?? (await openVisitor(call.platform, call.program, credentials));
  const { decided, issued } = needsStorage(call, visitor, input)
    ? await decideWithStorage(call, visitor, input)
    : { decided: decide(call, visitor, input), issued: null };
  return { call, keys: input.slots, apart: apartOf(call, key), decided, evaluation, issued };
}

async function evaluateForServer(c: Context<App>, secret: string, key?: string): Promise<Evaluated> {
  const call = await openServerCall(c, "decide", secret);
  const evaluation = readEvaluation(call, await readJson(c.req.raw));
  const input = inputOf(call, evaluation, key);
  const [subject = null] = await findSubjects(call, [subjectOf(evaluation.targetingKey)]);
  const decided = await decideForSubject(call, subject, input);
  return { call, keys: input.slots, apart: apartOf(call, key), decided, evaluation, issued: null };
}

function inputOf(call: Call, { context }: Evaluation, key?: string): DecideInput {
  const apart = apartOf(call, key);
  const keys = key === undefined ? [...call.program.experiences.keys()].filter((name) => !apart.includes(name)) : [key];
  return { slots: keys, alone: true, context };
}

function apartOf({ program }: Call, key?: string): readonly string[] {
  return key === undefined ? [...program.experiences.values()].flatMap((item) => (item.caps.length > 0 ? [item.key] : [])) : [];
}

/** A server's targeting key: a subject, an identifier as `email:name@example.org`, or else the user id it is known by. */
function subjectOf(targetingKey: string): SubjectRef {
  if (targetingKey.startsWith("sub_")) return { kind: "subject", value: targetingKey };
  const [kind = "", ...rest] = targetingKey.split(":");
  const isNamed = rest.length > 0 && IDENTIFIER_KINDS.some((item) => item === kind);
  return identifierAt(isNamed ? { type: kind, value: rest.join(":") } : { type: "user", value: targetingKey }, "context.targetingKey");
}
