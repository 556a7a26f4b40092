import { beforeAll, describe, expect, it } from "vitest";
import { askingProgram } from "../support/asks.ts";
import { Browser, DAY, NOON, publish, request, SECRET_KEY, type Answer } from "./client.ts";
import { failEvery } from "./fail-every.ts";
import { rowsOf, subjectOf } from "./subjects.ts";

const [size, , ...others] = askingProgram()["asks"] as object[];

beforeAll(async () => {
  const rating = { ...size, negative: { atMost: 39 }, moment: "choosing", silence: 30, apart: 0, every: 1 };
  const moments = [{ key: "choosing" }];
  expect((await publish(askingProgram({ asks: [rating, ...others], moments }))).status).toBe(201);
});

/** To advertising neither yes nor no. */
const UNSAID = { memory: true, personal: true, contextual: true };

async function answered(value: number, visitor = new Browser()): Promise<{ readonly visitor: Browser; readonly taken: Answer }> {
  await visitor.choose(UNSAID);
  const { token } = (await visitor.decide(["aside"])).json.ask;
  const body = { value, token };
  const taken = await visitor.ask("/v1/asks/size/answer", { body });
  expect((await visitor.ask("/v1/asks/size/answer", { body })).json.exchange).toBe(taken.json.exchange);
  return { visitor, taken };
}

type Tasks = readonly { readonly id: string; readonly subject: string }[];
const listed = async () => (await request("/v1/tasks?site=pk_acme_main", { key: SECRET_KEY })).json.tasks as Tasks;
const step = (id: string, state: string, body: object = {}, site = "pk_acme_main") =>
  request(`/v1/tasks/${id}/${state}?site=${site}`, { key: SECRET_KEY, body });

describe("a negative answer", () => {
  it("is kept, gives a human one task that does not tell it, and silences every question for its days", async () => {
    const { visitor, taken } = await answered(38.25);
    expect(taken.status).toBe(201);
    const subject = await subjectOf(visitor);
    expect((await listed()).filter((task) => task.subject === subject)).toEqual([
      {
        ...{ id: taken.json.exchange, subject, ask: "size", moment: "choosing", at: new Date(NOON).toISOString() },
        ...{ state: "open", who: null, changed: null },
      },
    ]);
    expect(await rowsOf("task")).not.toContain("38.25");
    const winter = { url: "http://localhost/?utm_campaign=winter" };
    for (const [days, key] of [
      [29, undefined],
      [31, "offers"],
    ] as const) {
      visitor.now = NOON + days * DAY;
      await visitor.renew();
      const { json } = await visitor.decide(["aside", "partner"], winter);
      expect(json.ask?.key).toBe(key);
    }
  });

  it("is no other: what is not negative asks nothing of anybody", async () => {
    const { visitor } = await answered(44);
    const subject = await subjectOf(visitor);
    expect((await listed()).some((task) => task.subject === subject)).toBe(false);
  });

  it("is kept with its task or not at all, whichever call fails", async () => {
    await failEvery(async (env, _, broken) => {
      const visitor = new Browser();
      await visitor.choose(UNSAID);
      const { token } = (await visitor.decide(["aside"])).json.ask;
      const other = visitor.copy();
      visitor.env = broken;
      await visitor.ask("/v1/asks/size/answer", { body: { value: 30, token } });
      const count = async (table: string) => (await rowsOf(table)).split(await subjectOf(visitor)).length - 1;
      expect(await count("task")).toBe(await count("exchange"));
      // A device that never heard of it asks nothing either, from its next renewal on.
      other.env = visitor.env = env;
      other.now = NOON + 2 * DAY;
      await other.renew();
      const { ask } = (await other.decide(["partner"], { url: "http://localhost/?utm_campaign=winter" })).json;
      expect(ask?.key).toBe((await count("task")) > 0 ? undefined : "offers");
      expect((await visitor.ask("/v1/asks/size/answer", { body: { value: 30, token } })).status).toBe(201);
      expect(await count("task")).toBe(1);
    }, "after");
  });
});

describe("a task", () => {
  it("is whose who took it first, done once, audited, and then no longer listed", async () => {
    const { taken } = await answered(30);
    const id = taken.json.exchange as string;
    expect(await step(id, "taken", { who: "ana" })).toMatchObject({ status: 200, json: { state: "taken", who: "ana" } });
    expect(await step(id, "taken", { who: "ben" })).toMatchObject({ status: 200, json: { state: "taken", who: "ana" } });
    expect(await step(id, "done")).toMatchObject({ status: 200, json: { state: "done", who: "key:test" } });
    expect(await step(id, "done", { who: "ben" })).toMatchObject({ status: 200, json: { state: "done", who: "key:test" } });
    expect((await listed()).some((task) => task.id === id)).toBe(false);
    const audit = JSON.parse(await rowsOf("audit")).flat() as { action: string; detail: string }[];
    expect(audit.filter(({ action }) => action.startsWith("task.")).map(({ action }) => action)).toEqual(["task.taken", "task.done"]);
  });

  it("of another controller is nobody's here", async () => {
    const { taken } = await answered(30);
    expect(await step(taken.json.exchange, "done", {}, "pk_other_main")).toMatchObject({
      status: 422,
      json: { errors: [{ field: "id", rule: "known" }] },
    });
    expect((await listed()).some(({ id }) => id === taken.json.exchange)).toBe(true);
  });
});
