import type { FacetValue } from "../../core/consent/pass.ts";
import type { Permit } from "../../core/consent/permit.ts";
import { foldEvent } from "../../core/events/fold.ts";
import { isNegative } from "../../core/exchange/negative.ts";
import { outlasting } from "../../core/profile/purge.ts";
import { unexpired } from "../../core/profile/retention.ts";
import type { CompiledAsk } from "../../core/program/compiled-ask.ts";
import { commit } from "../../storage/commit.ts";
import type { Folded } from "../../storage/event.ts";
import type { Exchange } from "../../storage/exchange.ts";
import { forgetShards } from "../../storage/shards.ts";
import type { Task } from "../../storage/task.ts";
import { readTogether, type Together } from "../../storage/subjects.ts";
import { actorName, type Call } from "../call.ts";
import { foldOnto } from "../events/fold-onto.ts";
import { announceTask } from "./tell-exchange.ts";
import { permitOfRegister } from "../gate-message.ts";

const WAIT_MS = 1_000;
const MOST_TRIES = 5;

type NotKept = "answered" | "no-consent" | "unavailable";

/**
 * Writes a value the person told, and what it was given for, onto the profile that was read; whoever was faster is looked
 * at again. It is kept for the purposes allowed by the register now. Null when it is written. Throws `Unavailable`.
 */
export async function keepAnswer(call: Call, ask: CompiledAsk, value: FacetValue, given: Exchange): Promise<NotKept | null> {
  const { subject } = given;
  for (let attempt = 0; attempt < MOST_TRIES; attempt++) {
    const together = (await readTogether(call.platform.env, new Map([[subject, []]]), WAIT_MS)).get(subject);
    if (together?.root !== subject) return "unavailable";
    const folded = foldAnswer(call, ask, value, given, together);
    if (typeof folded === "string") return folded;
    const task = taskOf(ask, value, given);
    const audit = { at: call.now, actor: actorName(call.actor), action: "exchange.answer", target: subject, detail: { ask: ask.key } };
    const written = await commit(together.shard, { kind: "answer", answered: { folded, given, task } }, audit);
    if (written.ok) return announced(call, task, together);
    if (written.error === "settled") return null;
    if (written.error === "moved") forgetShards();
    if (written.error === "unavailable") return "unavailable";
  }
  return "unavailable";
}

function taskOf(ask: CompiledAsk, value: FacetValue, { subject, id, at }: Exchange): Task | null {
  return isNegative(ask, value) ? { subject, id, ask: ask.key, moment: ask.moment, at } : null;
}

function announced(call: Call, task: Task | null, { shard }: Together): null {
  if (task) announceTask(call, shard.binding);
  return null;
}

/** A sensitive value only by the person's own yes. */
function mayKeep({ program }: Call, { attribute, purpose }: CompiledAsk, { explicit, mask }: Permit): boolean {
  const isSensitive = program.attributes[attribute ?? -1]?.sensitivity === "sensitive";
  return ((isSensitive ? explicit : mask) & (1 << purpose)) !== 0;
}

/** The profile with the answer in it. */
function foldAnswer(call: Call, ask: CompiledAsk, value: FacetValue, { id, what: key }: Exchange, together: Together): Folded | NotKept {
  const { profile, registered, purges } = together;
  const permit = permitOfRegister(call, registered, "browser");
  if (!mayKeep(call, ask, permit)) return "no-consent";
  const before = outlasting(call.program, unexpired(profile?.attributes ?? {}, call.now), purges, permit, call.now);
  if (before[key] !== undefined) return "answered";
  const told = foldEvent(call.program, {}, { id, name: "identify", at: call.now, fields: { [key]: value } }, permit)[key];
  if (!told) return "no-consent";
  const attributes = { ...before, [key]: { ...told, origin: "ask" as const } };
  return { ...foldOnto(call, together, profile?.trials ?? {}), events: [], attributes, at: call.now };
}
