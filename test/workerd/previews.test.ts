import { beforeAll, describe, expect, it } from "vitest";
import { testProgram } from "../support/program.ts";
import { bindings } from "./bindings.ts";
import { Browser, DAY, NOON, publish, type Answer } from "./client.ts";
import { counting } from "./faults.ts";
import { server } from "./people.ts";
import { rowsOf, YES } from "./subjects.ts";

beforeAll(async () => {
  expect((await publish()).status).toBe(201);
});

const PAGE = "http://localhost/shoes?size=41";
const HOUR = DAY / 24;

function preview(body: object): Promise<Answer> {
  return server("/v1/previews", { page: PAGE, ...body });
}

async function opened(link: string, visitor = new Browser(), slots: readonly string[] = ["hero", "aside"]): Promise<Answer> {
  return visitor.decide(slots, { url: link });
}

describe("a preview link", () => {
  it("shows the page for somebody made up, says why, gives out no exposure and lets the page keep nothing", async () => {
    const made = await preview({ allowed: ["personal"], attributes: { shoeViews: 3, mood: "glad" }, hours: 2 });
    expect(made).toMatchObject({ status: 201, json: { until: new Date(NOON + 2 * HOUR).toISOString() } });
    expect(made.json.link).toMatch(/^http:\/\/localhost\/shoes\?size=41&earnest_preview=/);
    expect(made.json.token).not.toContain("shoeViews");
    const { json } = await opened(made.json.link);
    expect(json.decisions).toMatchObject({
      hero: { experience: "shoes-hero", content: { headline: "Shoes for you" }, exposure: null },
      aside: { experience: null, reason: "default" },
    });
    expect(json.preview.until).toBe(NOON + 2 * HOUR);
    expect(json.considered.hero.map(({ outcome }: { outcome: string }) => outcome)).toEqual(["shown", "no-consent"]);
    expect(json.considered.aside).toMatchObject([
      { experience: "cheer", outcome: "condition", asked: [{ attribute: "mood", holds: false }] },
    ]);
    expect(json.consent).toMatchObject({ storage: false, allowed: { personal: false } });
  });

  it("forces variants, and looks at nothing of whoever opens it", async () => {
    const made = await preview({ variants: { cheer: "b" } });
    const visitor = new Browser();
    await visitor.choose(YES);
    for (const product of ["a", "b", "c"]) await visitor.view(product);
    const { json } = await opened(made.json.link, visitor);
    expect(json.decisions).toMatchObject({
      hero: { experience: null, reason: "no-consent" },
      aside: { experience: "cheer", variant: "b", content: { headline: "Cheer up B" }, exposure: null },
    });
    expect(json.consent.storage).toBe(false);
    expect((await visitor.decide(["hero"])).json.decisions.hero.experience).toBe("shoes-hero");
  });

  it("goes on with its own version of the program when another is published", async () => {
    const made = await preview({ allowed: ["personal"], attributes: { shoeViews: 3 } });
    await publish(testProgram({ experiences: (testProgram()["experiences"] as object[]).slice(1) }));
    expect((await opened(made.json.link)).json.decisions.hero.experience).toBe("shoes-hero");
    await publish();
  });

  it("is as if it were not there when it is over, forged, or another site's", async () => {
    const made = await preview({ allowed: ["personal"], attributes: { shoeViews: 3 }, hours: 1 });
    const late = Object.assign(new Browser(), { now: NOON + HOUR });
    const foreign = Object.assign(new Browser(), { key: "pk_acme_second" });
    const forged = `${made.json.link.slice(0, -2)}xx`;
    for (const answer of [await opened(made.json.link, late), await opened(made.json.link, foreign), await opened(forged)]) {
      expect(answer.json).not.toHaveProperty("preview");
      expect(answer.json.decisions.hero.reason).toBe("no-consent");
    }
  });

  it("stores nothing, and costs no storage to open", async () => {
    const before = await rowsOf("audit", "register", "profile", "rollup");
    const made = await preview({ variants: { cheer: "a" } });
    await opened(made.json.link);
    const { env, counts } = counting(bindings());
    await opened(made.json.link, Object.assign(new Browser(), { env }));
    expect(counts()).toEqual({ d1: 0, kv: 0, queue: 0 });
    expect(await rowsOf("audit", "register", "profile", "rollup")).toBe(before);
  });
});
