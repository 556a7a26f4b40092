import { ruleById } from "../../core/consent/resolve-rule.ts";
import { asSubjectId, type SubjectId } from "../../core/kernel/ids.ts";
import type { JurisdictionRule } from "../../core/consent/rules.ts";
import type { Carried } from "../../core/consent/permit.ts";
import { isNo, partnerChoice } from "../../core/consent/state.ts";
import { readDenyHint } from "../../storage/cache/deny.ts";
import { readRegisters, type Registered } from "../../storage/register.ts";
import { shardOf, whereItIs } from "../../storage/shards.ts";
import { permitOf, type Call } from "../call.ts";
import { findSubjects, type SubjectRef } from "../identity/find-subjects.ts";
import { isWithdrawn, withdrawnAll } from "./open-visitor.ts";

/** May this person's data be used for these purposes, now, and why. */
export interface SubjectPermit {
  /** As it was named, or what the identifier points to; null for one that points to nobody. */
  readonly subject: string | null;
  readonly version: number;
  readonly purposes: { readonly [purpose: string]: { readonly allowed: boolean; readonly why: string; readonly state: string } };
}

const WAIT_MS = 2_000;

/** Answers for many subjects, one answer a question and in its order, from their registers on the primary, so it holds at the instant it is asked. Throws `Unavailable`. */
export async function answerPermits(
  call: Call,
  refs: readonly SubjectRef[],
  purposes: readonly string[],
  partner: string | null,
): Promise<readonly SubjectPermit[]> {
  const subjects = await findSubjects(call, refs);
  const known = await registersOf(
    call,
    subjects.filter((subject) => subject !== null),
  );
  return Promise.all(
    refs.map((ref, at) => {
      const subject = subjects[at] ?? null;
      const text = ref.kind === "subject" ? ref.value : subject;
      return permitFor(call, text, known.get(subject ?? "") ?? null, purposes, partner);
    }),
  );
}

/** The registers of many subjects, shard by shard; of those that were merged to another, their root's. */
export async function registersOf(call: Pick<Call, "platform">, subjects: readonly string[]): Promise<ReadonlyMap<string, Registered>> {
  const found = new Map<string, Registered>();
  let asked = new Map(subjects.map((subject) => [subject, subject]));
  for (let step = 0; asked.size > 0 && step < MOST_STEPS; step++) {
    const { registers, roots } = await readOnce(call, [...asked.values()]);
    const onward = new Map<string, string>();
    for (const [subject, at] of asked) {
      const [root, registered] = [roots.get(at), registers.get(at)];
      if (root !== undefined) onward.set(subject, root);
      else if (registered) found.set(subject, registered);
    }
    asked = onward;
  }
  return found;
}

/** Joined subjects may have been merged on. */
const MOST_STEPS = 8;

async function readOnce(
  call: Pick<Call, "platform">,
  subjects: readonly string[],
): Promise<{ readonly registers: ReadonlyMap<string, Registered>; readonly roots: ReadonlyMap<string, SubjectId> }> {
  const parts = await whereItIs(async () => {
    const ids = [...new Set(subjects)].flatMap((text) => asSubjectId(text) ?? []);
    const placed = await Promise.all(ids.map(async (id) => ({ id, shard: await shardOf(call.platform.env, id) })));
    const byDatabase = [...Map.groupBy(placed, ({ shard }) => shard.db)];
    return Promise.all(byDatabase.map(([db, ofDatabase]) => readRegisters(db, ofDatabase, WAIT_MS)));
  });
  return {
    registers: new Map(parts.flatMap((part) => [...part.registers])),
    roots: new Map(parts.flatMap((part) => [...part.roots])),
  };
}

const ERASED = { allowed: false, why: "erased", state: "unknown" } as const;

async function permitFor(
  call: Call,
  text: string | null,
  registered: Registered | null,
  wanted: readonly string[],
  partner: string | null,
): Promise<SubjectPermit> {
  const subject = text === null ? null : asSubjectId(text);
  const mine = registered && registered.controller === call.program.site.controller ? registered : null;
  const denied = subject && mine ? await readDenyHint(call.platform, subject) : 0;
  const carried = mine ? carriedFrom(mine, denied, call.now) : null;
  const permit = permitOf({ ...call, rule: ruleFor(call, mine) }, carried);
  if (mine?.state.erased) return { subject: text, version: mine.version, purposes: Object.fromEntries(wanted.map((key) => [key, ERASED])) };
  const answers = wanted.map((key) => {
    const index = call.program.purposeIndex.get(key) ?? -1;
    const allowed = index >= 0 && (permit.mask & (1 << index)) !== 0;
    const refused = allowed && partner !== null ? partnerRefusal(call, carried, partner, index) : null;
    const state = permit.state[index] ?? "unknown";
    return [key, { allowed: allowed && !refused, why: refused ?? permit.why[index] ?? "unknown", state }] as const;
  });
  return { subject: text, version: mine ? mine.version : 0, purposes: Object.fromEntries(answers) };
}

/** Why a partner gets nothing for a purpose that is allowed: the person refused it by itself, or the purpose does not disclose to it. */
function partnerRefusal(call: Call, carried: Carried | null, key: string, purpose: number): string | null {
  const said = carried?.state.decisions[partnerChoice(key)] ?? null;
  if (said !== null && isNo(said)) return said.state;
  const partner = call.program.compiled.partners.find((item) => item.key === key);
  return partner && (partner.purposes & (1 << purpose)) !== 0 ? null : "not-disclosed";
}

function carriedFrom(registered: Registered, denied: number, now: number): Carried {
  const state = denied > registered.version ? withdrawnAll(registered.state, now) : registered.state;
  return { state, live: true, known: !isWithdrawn(state), erased: false };
}

/** A server's own place says nothing of the person's: where it is unknown, the row of their last choice holds. */
function ruleFor(call: Call, registered: Registered | null): JurisdictionRule {
  return (call.rule.id === "DEFAULT" && registered ? ruleById(registered.state.rule) : null) ?? call.rule;
}
