import { expect, it } from "vitest";
import { fillRequestValues } from "../../../src/actions/targeting/request-values.ts";
import { liveTestProgram } from "../../support/situation.ts";

it("a request brings its campaign, its path and the instant it is decided at, and nothing else", async () => {
  const texts = { en: { name: "x" }, de: { name: "x" } };
  const origins = ["path", "campaign", "campaign-source", "campaign-medium", "now", "region", "city", "device"];
  const attributes = origins.map((from, index) => {
    const type = from === "now" ? "number" : "string";
    return { key: `a${index}`, type, source: "request", from, purposes: ["contextual", "personal", "ads"], texts };
  });
  const content = { en: { headline: "x" }, de: { headline: "x" } };
  const when = {
    a0: "/x",
    a1: "w",
    a2: "s",
    a3: "m",
    a4: { $during: { zone: "Europe/Berlin", days: ["fri"] } },
    a5: "r",
    a6: "c",
    a7: "d",
  };
  const experiences = ["contextual", "personal", "ads"].map((purpose) => ({
    key: `e-${purpose}`,
    slot: "quiet",
    purpose,
    when,
    variants: [{ key: "only", content }],
  }));
  const program = await liveTestProgram({ attributes, experiences, events: [] });
  const facts = { region: "US-CA", city: "Oakland", device: null };
  const values: unknown[] = [];
  fillRequestValues(program, values, { url: "https://a.example/x?utm_campaign=w&utm_source=s&utm_medium=m&utm_term=t", now: 5, facts });
  expect(values).toEqual(["/x", "w", "s", "m", 5, "US-CA", "Oakland", undefined]);
});
