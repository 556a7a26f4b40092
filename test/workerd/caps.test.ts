import { beforeAll, describe, expect, it } from "vitest";
import { runCron } from "../../src/jobs/cron.ts";
import type { SubjectId } from "../../src/core/kernel/ids.ts";
import type { Pressure } from "../../src/core/targeting/pressure.ts";
import { platformOf } from "../../src/storage/platform.ts";
import { readPressure } from "../../src/storage/pressure.ts";
import { shardOf } from "../../src/storage/shards.ts";
import { testProgram } from "../support/program.ts";
import { bindings } from "./bindings.ts";
import { Browser, DAY, MINUTE, NOON, publish, request, SECRET_KEY, type Answer } from "./client.ts";
import { counting, failingAt } from "./faults.ts";
import { merge, proofOf } from "./merging.ts";
import { deliver, keeping, rowsOf, subjectOf, YES } from "./subjects.ts";

const content = { en: { headline: "x" }, de: { headline: "x" } };
const shown = (key: string, slot: string) => ({ key, slot, purpose: "personal", priority: 99, variants: [{ key: "only", content }] });
const CAPS = [
  { key: "leased", most: 8, per: "day", experience: "leased" },
  { key: "strict", most: 7, per: "day", experience: "strict", strict: true },
];
const RESTS = [{ slot: "quiet", dismissed: "P7D", ignored: { after: 5, rest: "P1D" } }];

beforeAll(async () => {
  const experiences = [...(testProgram()["experiences"] as object[]), shown("leased", "quiet"), shown("strict", "aside")];
  expect((await publish(testProgram({ experiences, caps: CAPS, rests: RESTS }))).status).toBe(201);
});

/** Two devices of one person, each with a share of its own. */
async function twoDevices(): Promise<readonly [Browser, Browser]> {
  const [phone, laptop] = [new Browser(), new Browser()];
  for (const device of [phone, laptop]) await device.choose(YES);
  expect((await merge(await subjectOf(phone), await subjectOf(laptop))).status).toBe(200);
  for (const device of [phone, laptop]) {
    device.now = NOON + 2 * MINUTE;
    await device.renew();
  }
  expect(await subjectOf(laptop)).toBe(await subjectOf(phone));
  return [phone, laptop];
}

async function pressureOf(subject: SubjectId): Promise<Pressure> {
  return (await readPressure(await shardOf(bindings(), subject), subject, 1_000)).pressure;
}

const isShown = ({ json }: Answer, slot: string): boolean => json.decisions[slot].reason === "matched";

describe("caps under fifty concurrent decides on two devices", () => {
  it("hold exactly where they are strict", async () => {
    const devices = await twoDevices();
    const answers = await Promise.all(
      devices.flatMap((device) => Array.from({ length: 25 }, () => device.askHolding("/v1/decide", { body: { slots: ["aside"] } }))),
    );
    expect(answers.filter((answer) => isShown(answer, "aside"))).toHaveLength(7);
    expect(answers.filter(({ json }) => json.decisions.aside.reason === "capped")).toHaveLength(43);
    const [, laptop] = devices;
    Object.assign(laptop, { now: NOON + DAY });
    await laptop.renew();
    expect(isShown(await laptop.decide(["aside"]), "aside")).toBe(true);
  });

  it("are the same for one pass that is sent many times at once, round after round, without a call to any storage", async () => {
    const devices = await twoDevices();
    const { env, counts } = counting(bindings());
    const first = devices.map((device) => new Map(device.jar));
    const counted = [0, 0];
    for (let round = 0; round < 5; round++) {
      const answers = await Promise.all(
        devices.map(async (device) => {
          device.env = env;
          return Promise.all(Array.from({ length: 5 }, () => device.askHolding("/v1/decide", { body: { slots: ["quiet"] } })));
        }),
      );
      for (const [at, ofDevice] of answers.entries()) {
        counted[at] = (counted[at] ?? 0) + ofDevice.filter((answer) => isShown(answer, "quiet")).length;
        // What was answered is lost on the way in every other round: the pass that was leased comes again.
        if (round % 2 === 0) for (const answer of ofDevice) devices[at]?.accept(answer);
        else for (const [name, value] of first[at] ?? []) devices[at]?.jar.set(name, value);
      }
    }
    expect(counts()).toEqual({ d1: 0, kv: 0, queue: 0 });
    // Half of eight for the one that came first, half of what is left for the other, and not one more.
    expect(counted.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(8);
    expect(Math.min(...counted)).toBeGreaterThan(0);
    for (const device of devices) expect((await device.decide(["quiet"])).json.decisions.quiet.reason).toBe("capped");
    Object.assign(devices[0], { now: NOON + 4 * MINUTE, env: undefined });
    const used = counted.reduce((sum, count) => sum + count, 0);
    await devices[0].renew();
    let more = 0;
    while (isShown(await devices[0].decide(["quiet"]), "quiet")) more += 1;
    expect(used + more).toBeLessThanOrEqual(8);
  });
});

describe("a person's cap", () => {
  it("is shared by devices whose decides follow one another: together they show what it says, and never more", async () => {
    const devices = await twoDevices();
    let count = 0;
    for (let round = 0; round < 12; round++) {
      for (const device of devices) {
        device.now += MINUTE;
        await device.renew();
        const { env, kept } = keeping(bindings());
        device.env = env;
        const answer = await device.decide(["quiet"]);
        if (isShown(answer, "quiet")) {
          count += 1;
          const token = answer.json.decisions.quiet.exposure;
          await device.ask("/v1/exposures", { body: { exposures: [token], used: [token] } });
        }
        device.env = undefined;
        await deliver([...kept, ...kept]);
      }
    }
    expect(count).toBe(8);
  });

  it("hides with nothing to remember it by: without what is functional, and with the database away", async () => {
    const visitor = new Browser();
    await visitor.choose({ personal: true, memory: false });
    expect((await visitor.decide()).json.decisions.quiet).toMatchObject({ experience: null, reason: "no-consent" });
    const other = new Browser();
    await other.choose(YES);
    other.env = failingAt(bindings(), 1, "before");
    expect((await other.decide(["aside"])).json.decisions.aside).toMatchObject({ experience: null, reason: "capped" });
  });

  it("is a server's too, which counts before it shows", async () => {
    const visitor = new Browser();
    await visitor.choose(YES);
    const subject = { type: "subject", value: await subjectOf(visitor) };
    const asked = async () =>
      request("/v1/decide?site=pk_acme_main", {
        key: SECRET_KEY,
        body: { subject, slots: ["quiet", "aside"] },
        headers: { "x-earnest-now": String(NOON), "x-earnest-country": "DE" },
      });
    const answers = await Promise.all(Array.from({ length: 12 }, asked));
    expect(answers.filter((answer) => isShown(answer, "aside"))).toHaveLength(7);
    expect(answers.filter((answer) => isShown(answer, "quiet"))).toHaveLength(4);
  });

  it("counts once what a server decided and the page then reports as seen", async () => {
    const visitor = new Browser();
    await visitor.choose(YES);
    const subject = { type: "subject", value: await subjectOf(visitor) };
    const headers = { "x-earnest-now": String(NOON), "x-earnest-country": "DE" };
    const decided = await request("/v1/decide?site=pk_acme_main", { key: SECRET_KEY, body: { subject, slots: ["quiet"] }, headers });
    const counted = async () => pressureOf(await subjectOf(visitor));
    expect((await counted()).counts["leased"]?.[1]).toBe(1);
    const { env, kept } = keeping(bindings());
    visitor.env = env;
    const told = await visitor.ask("/v1/exposures", { body: { exposures: [decided.json.decisions.quiet.exposure] } });
    expect(told.json).toEqual({ accepted: 1 });
    await deliver(kept);
    expect((await counted()).seen).toHaveLength(1);
    expect((await counted()).counts["leased"]?.[1]).toBe(1);
  });

  it("goes on where it was when the record it counts in is merged to another, with what rests", async () => {
    const [phone, laptop] = [new Browser(), new Browser()];
    for (const device of [phone, laptop]) {
      await device.choose(YES);
      const { env, kept } = keeping(bindings());
      device.env = env;
      for (let time = 0; time < 2; time++) {
        const token = (await device.decide(["quiet"])).json.decisions.quiet.exposure;
        await device.ask("/v1/exposures", { body: { exposures: [token], used: [token] } });
      }
      for (let time = 0; time < 3; time++) expect(isShown(await device.decide(["aside"]), "aside")).toBe(true);
      device.env = undefined;
      await deliver(kept);
    }
    const [root, child] = [await subjectOf(phone), await subjectOf(laptop)];
    const proof = proofOf();
    for (let time = 0; time < 2; time++) expect((await merge(root, child, proof)).status).toBe(200);
    const { counts } = await pressureOf(root);
    expect([counts["leased"]?.[1], counts["strict"]?.[1]]).toEqual([4, 6]);
    laptop.now = NOON + 2 * MINUTE;
    await laptop.renew();
    expect(await subjectOf(laptop)).toBe(root);
    expect(isShown(await laptop.decide(["aside"]), "aside")).toBe(true);
    expect(isShown(await phone.decide(["aside"]), "aside")).toBe(false);
  });

  it("is not taken from by the question why, which is answered where nothing is left too", async () => {
    const visitor = new Browser();
    await visitor.choose(YES);
    while (isShown(await visitor.decide(["quiet"]), "quiet"));
    const asked = await visitor.ask("/v1/why", { body: { experiences: ["leased", "strict"] } });
    expect(asked).toMatchObject({ status: 200, json: { why: { leased: [], strict: [] } } });
    expect(asked.headers.getSetCookie()).toEqual([]);
    expect((await pressureOf(await subjectOf(visitor))).counts["strict"]).toBeUndefined();
  });

  it("is forgotten with the permission to remember", async () => {
    const visitor = new Browser();
    await visitor.choose(YES);
    const subject = await subjectOf(visitor);
    expect(await rowsOf("pressure")).toContain(subject);
    await visitor.choose({ memory: false });
    expect((await visitor.decide()).json.decisions.quiet.reason).toBe("no-consent");
    await runCron(await platformOf(bindings(), () => undefined), "7 * * * *", NOON + MINUTE);
    expect(await rowsOf("pressure")).not.toContain(subject);
  });
});

describe("a slot that a person put away", () => {
  it("rests in that browser at once, on their other devices from the next renewal, and counts once", async () => {
    const [phone, laptop] = await twoDevices();
    const { env, kept } = keeping(bindings());
    phone.env = env;
    const token = (await phone.decide(["quiet"])).json.decisions.quiet.exposure;
    const told = await phone.ask("/v1/exposures", { body: { dismissed: [token] } });
    expect(told).toMatchObject({ status: 202, json: { accepted: 1 } });
    expect((await phone.decide(["quiet"])).json.decisions.quiet).toMatchObject({ experience: null, reason: "capped" });
    expect(isShown(await laptop.decide(["quiet"]), "quiet")).toBe(true);
    await deliver([...kept, ...kept]);
    for (const [days, shows] of [
      [1, false],
      [8, true],
    ] as const) {
      for (const device of [phone, laptop]) {
        Object.assign(device, { now: NOON + days * DAY, env: undefined });
        await device.renew();
        expect(isShown(await device.decide(["quiet"]), "quiet")).toBe(shows);
      }
    }
  });

  it("or was shown five times and left alone, rests for a day", async () => {
    const visitor = new Browser();
    await visitor.choose(YES);
    const { env, kept } = keeping(bindings());
    for (let seen = 0; seen < 5; seen++) {
      visitor.env = env;
      const token = (await visitor.decide(["quiet"])).json.decisions.quiet.exposure;
      await visitor.ask("/v1/exposures", { body: { exposures: [token] } });
      visitor.env = undefined;
      await deliver(kept.splice(0));
      visitor.now += MINUTE;
      await visitor.renew();
    }
    expect((await visitor.decide(["quiet"])).json.decisions.quiet.reason).toBe("capped");
    visitor.now += DAY;
    await visitor.renew();
    expect(isShown(await visitor.decide(["quiet"]), "quiet")).toBe(true);
  });
});
