import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decideSlots, type SlotDecision } from "../../../src/core/targeting/decide.ts";
import { testProgram } from "../../support/program.ts";
import { liveTestProgram, situationOf } from "../../support/situation.ts";

const base = testProgram()["experiences"] as object[];
const content = { en: { headline: "x" }, de: { headline: "x" } };

/** All that an experience may have which does not name another one. */
const drawn = fc.record({
  purpose: fc.constantFrom("personal", "contextual"),
  priority: fc.integer({ min: -20, max: 20 }),
  when: fc.constantFrom({}, { mood: "glad" }, { mood: { $ne: "glad" } }, { mood: { $in: ["sad", "calm"] } }),
  variants: fc.constantFrom(["a"], ["a", "b"], ["a", "b", "c"]).map((keys) => keys.map((key) => ({ key, content }))),
  experiment: fc.option(fc.record({ coverage: fc.constantFrom(0, 0.3, 1) }), { nil: undefined }),
});

const inSlot = (slot: string, prefix: string) => (drafts: readonly { readonly purpose: string }[]) =>
  // What is contextual may not read of what mood somebody is.
  drafts.map((draft, index) => ({ ...draft, ...(draft.purpose === "contextual" ? { when: {} } : {}), key: `${prefix}${index}`, slot }));
const mine = fc.array(drawn, { minLength: 1, maxLength: 4 }).map(inSlot("quiet", "mine"));
const theirs = fc.array(drawn, { minLength: 1, maxLength: 6 }).map(inSlot("aside", "theirs"));

/** A control group and a cap of this slot, each by name: neither is shared with the other. */
const OWN = {
  holdouts: [{ key: "control", share: 0.2, experiences: ["mine0"] }],
  caps: [{ key: "own", most: 1, per: "day", slot: "quiet" }],
};

/** What the slot shows to a hundred units of two moods, asked for after whatever else the page has. */
async function shownIn(experiences: readonly object[], slots: readonly string[], more: object = OWN): Promise<readonly SlotDecision[]> {
  const live = await liveTestProgram({ experiences: [...base, ...experiences], ...more });
  const left = live.compiled.caps.map(({ most }) => most);
  return Array.from({ length: 100 }, (_, unit) => {
    const values = { mood: unit % 2 === 0 ? "glad" : "sad" };
    const situation = situationOf(live, values, 31, { unit: `sub_${unit}`, allowance: { left, rests: {} } });
    return decideSlots(live, slots, situation)[slots.indexOf("quiet")] as SlotDecision;
  });
}

describe("an experience that is added to another slot", () => {
  it("changes no decision of this one, be they experiments, capped or held back, as long as they share no cap and no exclusion", async () => {
    await fc.assert(
      fc.asyncProperty(mine, theirs, async (own, others) => {
        const before = await shownIn(own, ["quiet"]);
        expect(await shownIn([...own, ...others], ["quiet"])).toEqual(before);
        expect(await shownIn([...others, ...own], ["aside", "hero", "quiet"])).toEqual(before);
      }),
      { numRuns: 60 },
    );
  });

  it("takes from a cap that they share", async () => {
    const of = (key: string, slot: string) => ({ key, slot, purpose: "personal", variants: [{ key: "a", content }], priority: 9 });
    const both = [of("mine", "quiet"), of("theirs", "aside")];
    const shown = async (more: object) =>
      (await shownIn(both, ["aside", "quiet"], more)).filter(({ reason }) => reason === "matched").length;
    expect(await shown({})).toBe(100);
    expect(await shown({ caps: [{ key: "all", most: 1, per: "day", purpose: "personal" }] })).toBe(0);
  });
});
