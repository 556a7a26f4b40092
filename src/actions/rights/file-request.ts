import { sha256Hex, toHex } from "../../core/kernel/bytes.ts";
import { ok, refuse, type Result } from "../../core/kernel/result.ts";
import type { SubjectId } from "../../core/kernel/ids.ts";
import type { JurisdictionRule } from "../../core/consent/rules.ts";
import { endOfDay, type LocalDay } from "../../core/rights/calendar.ts";
import { deadlinesOf } from "../../core/rights/deadlines.ts";
import type { RequestKind } from "../../core/rights/kinds.ts";
import type { Reply } from "../../core/rights/reply.ts";
import type { RequestWay } from "../../core/rights/request.ts";
import { peppersOf } from "../../storage/peppers.ts";
import { randomBytes } from "../../storage/platform.ts";
import { readRequest, writeRequest, type KeptRequest } from "../../storage/request.ts";
import { shardOfBucket } from "../../storage/shards.ts";
import { actorName, type Call } from "../call.ts";
import type { SubjectRef } from "../identity/find-subjects.ts";
import { namedSubject } from "./named-subject.ts";
import { sealContact, type Contact } from "./request-contact.ts";
import { requestBucket } from "./request-place.ts";
import { announceRequest, isTold } from "./tell-requests.ts";

/** A request as it comes in. */
export interface Filing {
  readonly kind: RequestKind;
  readonly via: RequestWay;
  /** Who asks, how they can be reached, and what they say. */
  readonly contact: Contact;
  /** How they showed that it is they; null for somebody who only says so. */
  readonly proof: string | null;
  readonly rule: JurisdictionRule;
  readonly received: number;
  /** True where the answer to this call reaches whoever asks, and so confirms the request. */
  readonly confirms: boolean;
  readonly actor: string | null;
  /** An id of the caller's own: sent again it is the same request. */
  readonly once: string | null;
  /** How whoever filed it hears of it, where a protocol says how. */
  readonly reply?: Reply;
}

/**
 * Files a request. Nobody is looked up by it: whether what somebody says leads to anybody is found when it was verified, so
 * no answer tells. Throws `Unavailable`.
 */
export async function fileRequest(call: Call, filing: Filing): Promise<Result<KeptRequest, "reused" | "other-controller">> {
  const bucket = await requestBucket(call);
  const { who } = filing.contact;
  const subject = filing.proof !== null && who ? await namedSubject(call, who) : ok(null);
  if (!subject.ok) return subject;
  const request = await requestOf(call, filing, subject.value);
  const step = {
    step: "received",
    at: call.now,
    actor: filing.actor ?? actorName(call.actor),
    note: filing.proof,
  };
  const { id, kind, controller, via } = request;
  const detail = { kind, controller, via, by: new Date(request.due).toISOString() };
  const audit = { at: call.now, actor: actorName(call.actor), action: "request.filed", target: id, detail };
  const shard = await shardOfBucket(call.platform.env, bucket);
  if (await writeRequest(shard, request, step, audit)) {
    if (isTold(call)) announceRequest(call, shard.binding);
    return ok(request);
  }
  const standing = (await readRequest(call.platform.env, bucket, request.id))?.request;
  return standing && isSame(standing, request) ? ok(standing) : refuse("reused");
}

function isSame(standing: KeptRequest, request: KeptRequest): boolean {
  const isOpen = standing.closed === null;
  return standing.kind === request.kind && standing.via === request.via && (!isOpen || standing.claim === request.claim);
}

/** The id of what was filed under a key of the caller's own. */
export async function requestId(call: Pick<Call, "program">, via: RequestWay, once: string): Promise<string> {
  return `req_${(await sha256Hex(`${call.program.site.controller}|${via}|${once}`)).slice(0, 32)}`;
}

async function requestOf(call: Call, filing: Filing, subject: SubjectId | null): Promise<KeptRequest> {
  const { kind, via, proof, contact, rule, received, confirms, once, reply = null } = filing;
  const { controller, rights } = call.program.site;
  const id = once === null ? `req_${toHex(randomBytes(16))}` : await requestId(call, via, once);
  const { acknowledge, due, extended } = deadlinesOf(rule, rights, kind, received);
  const endOf = (day: LocalDay | null): number | null => (day === null ? null : endOfDay(rights, day));
  return {
    ...{ id, controller, kind, via, received, reply },
    state: proof === null ? "unverified" : "open",
    subject,
    claim: await claimOf(call, contact.who),
    contact: await sealContact(call.platform, id, contact, call.now),
    rule: rule.id,
    acknowledgeBy: endOf(acknowledge),
    acknowledged: confirms ? call.now : null,
    due: endOfDay(rights, due),
    extension: endOf(extended),
    extended: null,
    closed: null,
    basis: null,
  };
}

async function claimOf(call: Call, who: SubjectRef | null): Promise<string | null> {
  if (who === null || who.kind === "subject") return null;
  const { live } = await (await peppersOf(call.platform.env)).hash(call.program.site.controller, who);
  return live[0]?.hash ?? null;
}
