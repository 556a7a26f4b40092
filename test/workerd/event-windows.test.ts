import { beforeAll, describe, expect, it } from "vitest";
import { testProgram } from "../support/program.ts";
import { bindings } from "./bindings.ts";
import { Browser, DAY, MINUTE, NOON, publish } from "./client.ts";
import { deliver, keeping, YES } from "./subjects.ts";

const content = { en: { headline: "Bags for you" }, de: { headline: "Taschen" } };
const texts = { en: { name: "Views", because: "you looked at bags {value} times this week" }, de: { name: "Ansichten" } };
const BAGS = {
  ...{ key: "bags", slot: "quiet", purpose: "personal", priority: 99, variants: [{ key: "a", content }] },
  when: { $event: { key: "Product Viewed", where: { category: "bags" }, within: "P7D", least: 3 } },
};

beforeAll(async () => {
  const { experiences, events } = testProgram() as Record<string, object[]>;
  const answer = await publish(
    testProgram({ experiences: [...(experiences ?? []), BAGS], events: (events ?? []).map((event) => ({ ...event, texts })) }),
  );
  expect(answer.status).toBe(201);
});

const body = { slots: ["quiet"], context: { url: "http://localhost/" }, explain: "person" };
const quiet = async (visitor: Browser) => (await visitor.ask("/v1/decide", { body })).json.decisions.quiet;

async function looker(): Promise<Browser> {
  const visitor = new Browser();
  await visitor.choose(YES);
  const { env, kept } = keeping(bindings());
  visitor.env = env;
  for (const category of ["bags", "bags", "shoes"]) await visitor.view("x", category);
  expect((await quiet(visitor)).experience).toBeNull();
  await visitor.view("x", "bags");
  visitor.env = undefined;
  expect((await quiet(visitor)).experience).toBe("bags");
  await deliver(kept);
  return visitor;
}

describe("an event that a condition asks", () => {
  it("is counted at once, the same once it was folded, and no longer than its window; it is told in words", async () => {
    const visitor = await looker();
    visitor.now = NOON + MINUTE;
    await visitor.renew();
    const { experience, because } = await quiet(visitor);
    expect(experience).toBe("bags");
    expect(because.map(({ sentence }: { sentence: string }) => sentence)).toEqual([
      "Because you looked at bags 3 times this week, which you allowed for “Personal”.",
    ]);
    visitor.now = NOON + 6 * DAY;
    await visitor.renew();
    expect((await quiet(visitor)).experience).toBe("bags");
    visitor.now = NOON + 7 * DAY;
    await visitor.renew();
    expect((await quiet(visitor)).experience).toBeNull();
  });

  it("is no one's to see once its purposes are withdrawn, and forgotten with them", async () => {
    const visitor = await looker();
    visitor.now += MINUTE;
    await visitor.choose({ ...YES, personal: false, ads: false });
    expect(await quiet(visitor)).toMatchObject({ experience: null, reason: "no-consent" });
    visitor.now += MINUTE;
    await visitor.choose(YES);
    expect((await quiet(visitor)).experience).toBeNull();
  });
});
