import { beforeAll, describe, expect, it } from "vitest";
import { askingProgram } from "../support/asks.ts";
import { MINUTE, publish } from "./client.ts";
import { type Named, PROGRAM, advised, mine, queued, seeQuiet, told } from "./journeying.ts";
import { erase } from "./erasing.ts";
import { merge } from "./merging.ts";
import { subjectOf } from "./subjects.ts";

beforeAll(async () => {
  expect((await publish(askingProgram(PROGRAM))).status).toBe(201);
});

describe("a journey through moments", () => {
  it("has what was seen at a moment in the same line of time, why, and the goal that was reached after it", async () => {
    const visitor = await told();
    visitor.now += MINUTE;
    await seeQuiet(visitor);
    const at = new Date(visitor.now).toISOString();
    const sized = {
      ...{ kind: "shown", experience: "sized", text: "x", moment: { key: "choosing", name: "While choosing" }, at },
      ...{
        purpose: { key: "personal", name: "Personal" },
        because: [expect.stringContaining("Shoes you looked at (2)"), expect.any(String), expect.any(String)],
      },
    };
    const [seenThen] = (await mine(visitor)).steps;
    expect(seenThen).toEqual({ ...sized, reached: [] });
    visitor.now += MINUTE;
    await queued(visitor, () => visitor.view("fjord"));
    const reached = [{ goal: "looked", at: new Date(visitor.now).toISOString() }];
    const { steps } = await mine(visitor);
    expect(steps.map(({ kind }: Named) => kind)).toEqual(["shown", "answered", "entered", "answered"]);
    expect(steps[0]).toEqual({ ...sized, reached });
    expect((await advised(visitor)).journey.steps[0]).toEqual({ ...sized, reached });
    const other = await told();
    await seeQuiet(other);
    await other.choose({ personal: false });
    expect((await mine(other)).steps.filter(({ kind }: Named) => kind === "shown")).toEqual([]);
  });

  it("has what both records of a person were shown, once each, and nothing of it once they are erased", async () => {
    const [one, two] = [await told(), await told()];
    for (const visitor of [one, two]) await seeQuiet(visitor);
    expect((await merge(await subjectOf(one), await subjectOf(two))).status).toBe(200);
    two.now += MINUTE;
    await two.renew();
    const kinds = (await mine(two)).steps.map(({ kind }: Named) => kind);
    expect(kinds.filter((kind: string) => kind === "shown")).toHaveLength(2);
    expect(kinds.filter((kind: string) => kind === "entered")).toHaveLength(1);
    await erase(await subjectOf(two), two.now);
    expect((await two.ask("/v1/me/journey")).text).not.toContain("choosing");
  });

  it("names the moment of what was shown, beside why it was", async () => {
    const visitor = await told();
    await seeQuiet(visitor);
    const { decisions } = (await visitor.ask("/v1/me/decisions?locale=de")).json;
    expect(decisions).toMatchObject([{ experience: "sized", moment: { key: "choosing", name: "Beim Aussuchen" }, same: true }]);
    const page = (await visitor.ask("/privacy?site=pk_acme_main&locale=en", { key: "" })).text;
    expect(page.slice(page.indexOf('id="seen"'), page.indexOf('id="value"'))).toContain("Moment: While choosing");
  });
});
