import { refuse, ok, type Result } from "../../core/kernel/result.ts";
import { afterStep, type Step, type StepRefusal } from "../../core/rights/request.ts";
import { moveRequest, readRequest, type KeptRequest, type RequestStep } from "../../storage/request.ts";
import { shardOfBucket } from "../../storage/shards.ts";
import { actorName, type Call } from "../call.ts";
import type { SubjectRef } from "../identity/find-subjects.ts";
import { carryOut } from "./carry-out.ts";
import { namedSubject } from "./named-subject.ts";
import { openContact } from "./request-contact.ts";
import { requestBucket } from "./request-place.ts";
import { announceRequest } from "./tell-requests.ts";

/** A step as a desk takes it; for `verify`, whom it turned out to be where that is not who they said. */
export type Stepping = Exclude<Step, { readonly kind: "verify" }> | { readonly kind: "verify"; readonly named: SubjectRef | null };

/** Who takes a step, and what they say of it. */
export interface Said {
  readonly actor: string | null;
  readonly note: string | null;
}

export type SteppingRefusal = StepRefusal | "unknown" | "other-controller" | "raced";

/** Takes a step of a request; what is answered was carried out before. Throws `Unavailable`. */
export async function stepRequest(call: Call, id: string, stepping: Stepping, said: Said): Promise<Result<KeptRequest, SteppingRefusal>> {
  const bucket = await requestBucket(call);
  const found = await readRequest(call.platform.env, bucket, id);
  if (!found || found.request.controller !== call.program.site.controller) return refuse("unknown");
  const step = await stepOf(call, found.request, stepping);
  if (!step.ok) return step;
  const after = afterStep(found.request, step.value, call.now);
  if (!after.ok) return after;
  const actor = said.actor ?? actorName(call.actor);
  const done = stepping.kind === "answer" ? await carryOut(call, found.request, actor) : ok(after.value.subject);
  if (!done.ok) return done;
  const moving = { ...found.request, ...after.value, subject: done.value };
  const row = { step: stepping.kind, at: call.now, actor, note: said.note };
  return (await write(call, bucket, found.request, moving, row)) ? ok(moving) : refuse("raced");
}

/** Writes a step, and wakes what tells whoever filed the request. */
async function write(call: Call, bucket: number, before: KeptRequest, after: KeptRequest, step: RequestStep): Promise<boolean> {
  const { id, kind, controller, via, reply } = before;
  const audit = {
    at: call.now,
    actor: actorName(call.actor),
    action: `request.${step.step}`,
    target: id,
    detail: { kind, controller, via },
  };
  const shard = await shardOfBucket(call.platform.env, bucket);
  if (!(await moveRequest(shard, before, after, step, audit))) return false;
  if (reply && reply.urls.length > 0) announceRequest(call, shard.binding);
  return true;
}

async function stepOf(call: Call, request: KeptRequest, stepping: Stepping): Promise<Result<Step, "other-controller">> {
  if (stepping.kind !== "verify") return ok(stepping);
  const claimed = (await openContact(call.platform, request.id, request.contact))?.who ?? null;
  const named = stepping.named ?? claimed;
  const subject = named === null ? ok(null) : await namedSubject(call, named);
  return subject.ok ? ok({ kind: "verify", subject: subject.value }) : subject;
}
