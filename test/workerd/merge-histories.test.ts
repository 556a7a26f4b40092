import fc from "fast-check";
import { beforeAll, expect, it } from "vitest";
import type { Call } from "../../src/actions/call.ts";
import { readProfiled } from "../../src/actions/consent/read-held.ts";
import { verifyLedger } from "../../src/actions/consent/verify-ledger.ts";
import { ruleById } from "../../src/core/consent/resolve-rule.ts";
import { NO_SIGNAL } from "../../src/core/consent/signals/signals.ts";
import type { SubjectId } from "../../src/core/kernel/ids.ts";
import { programOf } from "../../src/storage/cache/program.ts";
import { platformOf } from "../../src/storage/platform.ts";
import { readSubject } from "../../src/storage/register.ts";
import { shardOf } from "../../src/storage/shards.ts";
import { bindings } from "./bindings.ts";
import { NOON, type Browser } from "./client.ts";
import { MergeModel, PURPOSES } from "./merge-model.ts";
import { CONSENT, person, publishTellable, server, VIEW } from "./people.ts";
import { deliver, keeping, subjectOf } from "./subjects.ts";

const SECOND = 1_000;
const SEED = 20_261_125;
const RUNS = 30;

beforeAll(publishTellable);

let call: Call;

beforeAll(async () => {
  const platform = await platformOf(bindings(), () => undefined);
  const [program, rule] = [await programOf(platform.env, "pk_acme_main", platform.defer), ruleById("DEFAULT")];
  if (!program || !rule) throw new Error("nothing is published");
  call = { platform, program, rule, country: null, signals: NO_SIGNAL, now: NOON, actor: { kind: "visitor" } };
});

const who = fc.nat({ max: 3 });
const stepArb = fc.oneof(
  fc.record({ kind: fc.constant("choose" as const), who, said: fc.subarray([...PURPOSES], { minLength: 1 }), yes: fc.boolean() }),
  fc.record({ kind: fc.constant("withdraw" as const), who }),
  fc.record({ kind: fc.constant("view" as const), who }),
  fc.record({ kind: fc.constant("tell" as const), who, tier: fc.constantFrom("gold", "silver") }),
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("merge" as const), who, with: who }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("unmerge" as const), who }) },
);
type Step = typeof stepArb extends fc.Arbitrary<infer T> ? T : never;

/** Steps that chance alone seldom puts in a row: what is gathered is taken back before, or while, two records are one. */
const endedArb = fc.tuple(who, who, fc.boolean()).map(([one, other, isMergedFirst]): readonly Step[] => {
  const viewed: readonly Step[] = [
    { kind: "choose", who: one, said: ["personal"], yes: true },
    { kind: "view", who: one },
  ];
  const merged: Step = { kind: "merge", who: other, with: one };
  return isMergedFirst
    ? [...viewed, merged, { kind: "withdraw", who: other }, { kind: "unmerge", who: one }]
    : [...viewed, { kind: "withdraw", who: one }, merged];
});
const stepsArb = fc.oneof({ weight: 3, arbitrary: stepArb.map((step): readonly Step[] => [step]) }, { weight: 1, arbitrary: endedArb });

interface Somebody {
  readonly visitor: Browser;
  readonly subject: SubjectId;
  readonly user: string;
  /** Whose pass this browser holds by now. */
  as: number;
}

interface World {
  readonly people: readonly Somebody[];
  readonly model: MergeModel;
  now: number;
}

const ref = (value: string) => ({ type: "subject", value });

function at<T>(list: readonly T[], index: number): T {
  const item = list[index % list.length];
  if (item === undefined) throw new Error("nobody");
  return item;
}

async function post(world: World, path: string, body: unknown) {
  const { env, kept } = keeping(bindings());
  const answer = await server(path, body, { env, headers: { "x-earnest-now": String(world.now) } });
  await deliver(kept);
  return answer;
}

/** Does one step of a history to the platform and to the model, which agree on whether it is refused. */
async function take(world: World, step: Step): Promise<void> {
  const { people, model } = world;
  const index = step.who % people.length;
  const one = at(people, index);
  one.visitor.now = world.now;
  switch (step.kind) {
    case "choose": {
      await one.visitor.renew();
      one.as = model.rootOf(one.as);
      const decisions = Object.fromEntries(step.said.map((purpose) => [purpose, step.yes]));
      expect((await one.visitor.choose(decisions)).status).toBe(201);
      return model.choose(one.as, decisions, world.now);
    }
    case "withdraw":
      expect((await one.visitor.withdraw()).status).toBe(200);
      model.choose(one.as, { personal: false, memory: false, ads: false }, world.now);
      one.as = model.rootOf(one.as);
      return;
    case "view":
      await post(world, "/v1/track", { ...VIEW, userId: one.user, messageId: crypto.randomUUID() });
      return model.keep(index, { tier: null }, world.now);
    case "tell":
      await post(world, "/v1/identify", { userId: one.user, traits: { tier: step.tier }, context: CONSENT });
      return model.keep(index, { tier: step.tier }, world.now);
    case "merge":
      return merge(world, index, step.with % people.length);
    case "unmerge": {
      const done = (await post(world, "/v1/identities/unmerge", { subject: ref(one.subject) })).status === 200;
      expect(done).toBe(model.unmerge(index, world.now));
    }
  }
}

async function merge(world: World, root: number, child: number): Promise<void> {
  if (root === child) return;
  const [to, from] = [at(world.people, root), at(world.people, child)];
  const body = { root: ref(to.subject), subject: ref(from.subject), source: "crm", proof: crypto.randomUUID() };
  expect((await post(world, "/v1/identities/merge", body)).status).toBe(200);
  world.model.merge(root, child, world.now);
}

/** Permits of everybody, what each record holds by itself, and what each root knows. */
async function expectAgreement({ people, model, now }: World): Promise<void> {
  const body = { subjects: people.map(({ subject }) => ref(subject)), purposes: PURPOSES };
  const { json } = await server("/v1/permits", body, { headers: { "x-earnest-now": String(now) } });
  const why = json.permits.map(({ purposes }: { purposes: Record<string, { why: string }> }) =>
    Object.fromEntries(PURPOSES.map((purpose) => [purpose, purposes[purpose]?.why])),
  );
  expect(why).toEqual(people.map((_, index) => model.consentOf(index)));
  for (const [index, { subject }] of people.entries()) {
    const { profile, root } = await readSubject(await shardOf(bindings(), subject), subject, [], 5_000);
    const { views, tier, root: wanted } = model.at(index);
    expect(root).toBe(wanted === null ? null : at(people, wanted).subject);
    expect(viewsIn(profile?.attributes)).toBe(views);
    expect(profile?.attributes["tier"]?.value ?? null).toBe(tier);
    const readable = await readProfiled({ ...call, now }, subject, null);
    expect(viewsIn(readable?.values)).toBe(model.viewsOf(model.rootOf(index)).views);
  }
}

function viewsIn(values: Readonly<Record<string, { readonly value: unknown }>> | undefined): number {
  return Number(values?.["shoeViews"]?.value ?? 0);
}

it("whatever happens to two, three or four people, the rule of merging holds after every step", async () => {
  const history = fc.record({ count: fc.integer({ min: 2, max: 4 }), steps: fc.array(stepsArb, { minLength: 4, maxLength: 8 }) });
  let taken = 0;
  await fc.assert(
    fc.asyncProperty(history, async ({ count, steps }) => {
      const known = await Promise.all(Array.from({ length: count }, () => person({ personal: true })));
      const people = known.map((one, index) => ({ ...one, as: index }));
      const world: World = { people, model: new MergeModel(count), now: NOON };
      for (const step of steps.flat()) {
        world.now += SECOND;
        await take(world, step);
        await expectAgreement(world);
        taken += 1;
      }
      for (const { subject } of people) expect((await verifyLedger(bindings(), subject)).faults).toEqual([]);
      for (const one of people) {
        one.visitor.now = world.now;
        await one.visitor.renew();
        expect(await subjectOf(one.visitor)).toBe(at(people, world.model.rootOf(one.as)).subject);
      }
    }),
    { seed: SEED, numRuns: RUNS },
  );
  console.info(`seed ${SEED}: ${RUNS} histories, ${taken} steps`);
}, 120_000);
