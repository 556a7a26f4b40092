import { beforeAll, describe, expect, it } from "vitest";
import { ruleById } from "../../src/core/consent/resolve-rule.ts";
import { NO_SIGNAL } from "../../src/core/consent/signals/signals.ts";
import type { SubjectId } from "../../src/core/kernel/ids.ts";
import type { DecisionRecord } from "../../src/core/targeting/decision-record.ts";
import { expireValues } from "../../src/actions/profile/expire-values.ts";
import { purgeWithdrawn } from "../../src/actions/profile/purge-withdrawn.ts";
import { programOf } from "../../src/storage/cache/program.ts";
import { commit } from "../../src/storage/commit.ts";
import { readDecisions } from "../../src/storage/decision.ts";
import { platformOf } from "../../src/storage/platform.ts";
import { shardOf } from "../../src/storage/shards.ts";
import { testProgram } from "../support/program.ts";
import { bindings } from "./bindings.ts";
import { Browser, DAY, MINUTE, NOON, publish, request, type Answer } from "./client.ts";
import { server } from "./people.ts";
import { deliver, keeping, subjectOf, versionOf, YES } from "./subjects.ts";

/** The test program, in which moods are kept for a month. */
function keepingMoods(more: object = {}): Record<string, unknown> {
  const attributes = (testProgram()["attributes"] as { key: string }[]).map((item) =>
    item.key === "mood" ? { ...item, retention: "P30D" } : item,
  );
  return testProgram({ attributes, ...more });
}

beforeAll(async () => {
  expect((await publish(keepingMoods())).status).toBe(201);
});

/** Somebody who looked at shoes, what their queue holds, and who they are. */
async function shopper() {
  const visitor = new Browser();
  await visitor.choose(YES);
  for (const product of ["a", "b", "c"]) await visitor.view(product);
  const { env, kept } = keeping(bindings());
  visitor.env = env;
  return { visitor, kept, subject: await subjectOf(visitor) };
}

/** Shows slots and reports them as seen, as the tag does without what the page says of itself then, or with it. */
async function see(visitor: Browser, slots: readonly string[], context?: object, told?: object): Promise<void> {
  const { json } = await visitor.decide(slots, context);
  const exposures = slots.flatMap((slot) => json.decisions[slot].exposure ?? []);
  const seen = await visitor.ask("/v1/exposures", { body: { exposures, ...(told ? { context: told } : {}) } });
  expect(seen.json.accepted).toBe(exposures.length);
}

function replay(subject: SubjectId, now = NOON): Promise<Answer> {
  return server("/v1/decisions/replay", { subject: { type: "subject", value: subject } }, { headers: { "x-earnest-now": String(now) } });
}

async function keptOf(subject: SubjectId): Promise<readonly DecisionRecord[]> {
  return (await readDecisions((await shardOf(bindings(), subject)).db, [subject])).get(subject) ?? [];
}

describe("a decision that was shown", () => {
  it("is kept once with what it rested on, and comes out the same when it is made again, under the program it was made by", async () => {
    const { visitor, kept, subject } = await shopper();
    await see(visitor, ["hero", "aside"], { url: "http://localhost/", attributes: { mood: "sad" } });
    await deliver([...kept, ...kept]);
    expect(JSON.stringify(kept)).not.toContain("shoeViews");
    const first = await replay(subject);
    expect(first.json.decisions).toHaveLength(2);
    const hero = first.json.decisions.find((item: { decision: DecisionRecord }) => item.decision.slot === "hero");
    expect(hero).toMatchObject({
      decision: {
        experience: "shoes-hero",
        variant: "only",
        at: NOON,
        consentVersion: 1,
        unit: subject,
        rule: "EEA",
        purposes: ["personal"],
        view: { allowed: ["service", "memory", "contextual", "personal", "ads"], values: { shoeViews: 3 } },
      },
      replayed: { experience: "shoes-hero", variant: "only", reason: "matched" },
      same: true,
      considered: [
        { experience: "shoes-hero", outcome: "shown" },
        { experience: "winter-hero", outcome: "condition" },
      ],
    });
    const [, ...later] = testProgram()["experiences"] as object[];
    await publish(testProgram({ experiences: later, name: "Another version" }));
    expect((await replay(subject)).json).toEqual(first.json);
    await publish(keepingMoods());
  });

  it("is told as another when its record was changed", async () => {
    const { visitor, kept, subject } = await shopper();
    await see(visitor, ["hero"]);
    await deliver(kept);
    const { db } = await shardOf(bindings(), subject);
    const sql = "UPDATE profile SET decisions = json_set(decisions, '$[0].view.values.shoeViews', 2) WHERE subject = ?1";
    await db.prepare(sql).bind(subject).run();
    expect((await replay(subject)).json.decisions).toMatchObject([{ same: false, replayed: { experience: null, reason: "default" } }]);
  });

  it("that rested on the page comes out the same by what its token says of the page, whatever the page says later", async () => {
    const { visitor, kept, subject } = await shopper();
    await see(
      visitor,
      ["aside"],
      { url: "http://localhost/", attributes: { mood: "sad" } },
      { url: "http://localhost/", attributes: { mood: "glad" } },
    );
    await deliver(kept);
    expect((await replay(subject)).json.decisions).toMatchObject([
      { decision: { experience: "cheer", view: { values: { mood: "sad" } } }, replayed: { experience: "cheer" }, same: true },
    ]);
    expect(JSON.stringify((await keptOf(subject))[0])).not.toContain("passing");
  });

  it("is kept without a view where it rested on what may be somebody's address, which no token holds, and then claims nothing", async () => {
    const experiences = (testProgram()["experiences"] as { key: string }[]).map((item) =>
      item.key === "cheer" ? { ...item, when: { mood: { $exists: true } } } : item,
    );
    expect((await publish(keepingMoods({ experiences }))).status).toBe(201);
    const { visitor, kept, subject } = await shopper();
    await see(visitor, ["aside"], { url: "http://localhost/", attributes: { mood: "me@example.org" } });
    await deliver(kept);
    expect((await replay(subject)).json.decisions).toMatchObject([
      { decision: { experience: "cheer", view: null }, replayed: null, same: null, why: "no-view" },
    ]);
    await publish(keepingMoods());
  });

  it("is kept without what the page said where that is personal and has no retention of its own, also if the page says it again", async () => {
    await publish();
    const { visitor, kept, subject } = await shopper();
    const page = { url: "http://localhost/", attributes: { mood: "sad" } };
    await see(visitor, ["aside"], page, page);
    await deliver(kept);
    expect((await replay(subject)).json.decisions).toMatchObject([{ decision: { experience: "cheer", view: null }, why: "no-view" }]);
    expect(JSON.stringify(await keptOf(subject))).not.toContain("sad");
    await publish(keepingMoods());
  });

  it("is not kept again on the same day unless something about it is new, and never more than twenty are", async () => {
    const { visitor, kept, subject } = await shopper();
    await see(visitor, ["hero"]);
    await deliver(kept.splice(0));
    visitor.now += MINUTE;
    await see(visitor, ["hero"]);
    await deliver(kept.splice(0));
    expect(await keptOf(subject)).toHaveLength(1);
    const [record] = await keptOf(subject);
    if (!record) throw new Error("nothing was kept");
    const many = Array.from({ length: 30 }, (_, at) => ({ ...record, id: `made-up.${at}`, at: NOON + at }));
    const common = { subject, controller: "acme", at: NOON, decisions: many };
    const audit = { at: NOON, actor: "test", action: "decision.keep", target: subject, detail: {} };
    const change = { kind: "decisions", kept: { ...common, consent: await versionOf(subject) } } as const;
    expect((await commit(await shardOf(bindings(), subject), change, audit)).ok).toBe(true);
    const stored = await keptOf(subject);
    expect(stored.map(({ id }) => id)).toEqual(
      many
        .toReversed()
        .slice(0, 20)
        .map(({ id }) => id),
    );
    const late = { ...change, kept: { ...change.kept, consent: 99 } };
    expect((await commit(await shardOf(bindings(), subject), late, audit)).ok).toBe(false);
  });
});

describe("a record of a decision", () => {
  it("is not read from the withdrawal on, is purged, and one in flight is not kept", async () => {
    const { visitor, kept, subject } = await shopper();
    await see(visitor, ["hero"]);
    await deliver(kept.splice(0));
    await see(visitor, ["aside"], { url: "http://localhost/", attributes: { mood: "sad" } });
    visitor.now += MINUTE;
    await visitor.choose({ personal: false });
    expect((await replay(subject, NOON + MINUTE)).json).toEqual({ decisions: [] });
    expect(await keptOf(subject)).toHaveLength(1);
    await deliver(kept);
    const here = await platformOf(bindings(), () => undefined);
    const [program, rule] = [await programOf(bindings(), "pk_acme_main", () => undefined), ruleById("DEFAULT")];
    if (!program || !rule) throw new Error("not set up");
    const actor = { kind: "system", job: "test" } as const;
    const call = { platform: here, program, rule, country: null, signals: NO_SIGNAL, now: NOON + 2 * MINUTE, actor };
    await purgeWithdrawn(here, async () => call);
    expect(await keptOf(subject)).toEqual([]);
  });

  it("ends after thirty days, and the daily job purges it", async () => {
    const { visitor, kept, subject } = await shopper();
    await see(visitor, ["hero"]);
    await deliver(kept);
    expect((await keptOf(subject)).map(({ expires }) => expires)).toEqual([NOON + 30 * DAY]);
    expect((await replay(subject, NOON + 30 * DAY)).json).toEqual({ decisions: [] });
    await expireValues(await platformOf(bindings(), () => undefined), NOON + 30 * DAY);
    expect(await keptOf(subject)).toEqual([]);
  });

  it("is read only with the scope for it, by the controller it belongs to, and reading it is written down", async () => {
    const { subject } = await shopper();
    const body = { subject: { type: "subject", value: subject } };
    const foreign = await request("/v1/decisions/replay?site=pk_other_main", { key: "sk_test_everything", body });
    expect(foreign.json).toEqual({ decisions: [] });
    expect((await request("/v1/decisions/replay", { key: "pk_acme_main", body })).status).toBe(401);
    await replay(subject);
    const { db } = await shardOf(bindings(), subject);
    const read = await db.prepare("SELECT actor FROM audit WHERE action = 'decision.replay' AND target = ?1").bind(subject).all();
    expect(read.results).toEqual([{ actor: "key:test" }]);
  });
});
