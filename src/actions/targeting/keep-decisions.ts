import { grantedAfter } from "../../core/consent/state.ts";
import { SECOND } from "../../core/kernel/instant.ts";
import type { SubjectId } from "../../core/kernel/ids.ts";
import { isKept, type DecisionRecord } from "../../core/targeting/decision-record.ts";
import type { Item } from "../../storage/commit.ts";
import { readDecisions } from "../../storage/decision.ts";
import type { ExposureMessage } from "../../storage/outbox.ts";
import type { Platform } from "../../storage/platform.ts";
import { readTogether, type Together, type Wanted } from "../../storage/subjects.ts";
import { Unavailable } from "../../storage/within.ts";
import type { Call } from "../call.ts";
import { permitOfRegister } from "../gate-message.ts";
import type { Arrived } from "./fold-exposures.ts";
import { writePlans, type Plan } from "./write-plans.ts";

const WAIT_MS = 5_000;
const MOST_TRIES = 3;

type Delivered = Arrived<ExposureMessage>;

/**
 * Keeps the decisions that came with exposures in the profiles of whom they were shown to: the last twenty different ones.
 * They are gated again: what rests on a purpose that is not allowed any more is not kept. Throws when some are left to bring again.
 */
export async function keepDecisions(platform: Platform, arrived: readonly Delivered[]): Promise<void> {
  let left: readonly Delivered[] = arrived.filter(({ message }) => message.subject !== null && (message.decisions ?? []).length > 0);
  for (let attempt = 0; attempt < MOST_TRIES && left.length > 0; attempt++) {
    const known = await readTogether(platform.env, wantedOf(left), WAIT_MS);
    left = await writeNew(left, known);
  }
  if (left.length > 0) throw new Unavailable("decisions could not be kept");
}

function wantedOf(delivered: readonly Delivered[]): Wanted {
  return new Map(delivered.flatMap(({ message: { subject } }) => (subject === null ? [] : [[subject, []] as const])));
}

async function writeNew(all: readonly Delivered[], known: ReadonlyMap<SubjectId, Together>): Promise<readonly Delivered[]> {
  const places = all.flatMap((delivered) => {
    const { subject } = delivered.message;
    const held = subject === null ? undefined : known.get(subject);
    return held ? [{ delivered, held }] : [];
  });
  const left = [...Map.groupBy(places, ({ held }) => held.shard.db)].map(async ([db, group]) => {
    const byRoot = Map.groupBy(group, ({ held }) => held.root);
    const kept = await readDecisions(db, [...byRoot.keys()]);
    const plans = [...byRoot].flatMap(([root, items]): readonly Plan<Delivered>[] => {
      const [first] = items;
      const from = items.map(({ delivered }) => delivered);
      const item = first && itemFor(first.held, from, kept.get(root) ?? []);
      return item ? [{ item, from }] : [];
    });
    return writePlans(db, plans);
  });
  return (await Promise.all(left)).flat();
}

function itemFor(held: Together, from: readonly Delivered[], before: readonly DecisionRecord[]): Item | null {
  const [first] = from;
  const decisions: DecisionRecord[] = [];
  for (const { call, message } of from) {
    for (const record of message.decisions ?? [])
      if (isAllowed(call, held, record) && !isKept([...before, ...decisions], record)) decisions.push(record);
  }
  if (!first || decisions.length === 0) return null;
  const { now: at, program } = first.call;
  const consent = held.registered?.version ?? 0;
  return {
    shard: held.shard,
    change: { kind: "decisions", kept: { subject: held.root, controller: program.site.controller, consent, at, decisions } },
    audit: { at, actor: "system:keep-decisions", action: "decision.keep", target: held.root, detail: { decisions: decisions.length } },
  };
}

function isAllowed(call: Call, { registered, purges }: Together, record: DecisionRecord): boolean {
  const { mask } = permitOfRegister(call, registered, "browser");
  const ended = registered ? grantedAfter(registered.state, record.at + SECOND) : [];
  const isOver =
    record.purposes.some((purpose) => ended.includes(purpose)) ||
    purges.some(({ at, purposes }) => record.at <= at && purposes.some((purpose) => record.purposes.includes(purpose)));
  return (
    !isOver && record.expires > call.now && record.purposes.every((key) => (mask & (1 << (call.program.purposeIndex.get(key) ?? 31))) !== 0)
  );
}
