import * as fc from "fast-check";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { saidBy, saidOfAll, switchOf } from "../../../src/pages/centre/said.ts";
import { switchesOf } from "../../../src/tag/centre/switches.ts";
import type { Consent } from "../../../src/tag/contract.ts";

const KEYS = ["one", "two", "three", "@partner"];
const each = <Value>(values: fc.Arbitrary<Value>) => fc.record(Object.fromEntries(KEYS.map((key) => [key, values])));

const consents = fc.record({
  state: each(fc.constantFrom("granted", "denied", "unknown", "withdrawn", "expired")),
  allowed: each(fc.boolean()),
  why: each(fc.constantFrom("granted", "unknown", "opt-out-default", "gpc", "gpp", "dnt", "minor", "paused", "restricted")),
  due: fc.subarray(KEYS),
  noticeDue: fc.boolean(),
  signals: fc.constant({ gpc: false, display: false }),
  links: fc.constant([]),
  age: fc.constant(null),
}) satisfies fc.Arbitrary<Consent>;

// Of the document, a switch needs only an element to hold its properties.
beforeAll(() => void vi.stubGlobal("document", { createElement: () => ({ append: () => undefined }) }));
afterAll(() => void vi.unstubAllGlobals());

it("the page draws the switches, and says by them, what the tag does, whatever stands and whatever is turned", () => {
  fc.assert(
    fc.property(consents, fc.boolean(), fc.subarray(KEYS), (consent, exemptOn, turned) => {
      const tag = switchesOf(consent, exemptOn);
      const boxes = KEYS.map((key) => [key, tag.add(key)] as const);
      for (const [key, { checked, disabled }] of boxes) {
        const { isOn, stopper } = switchOf(consent, key, exemptOn);
        expect({ checked, disabled }).toEqual({ checked: isOn, disabled: !isOn && stopper !== null });
      }
      expect(saidOfAll(consent, exemptOn, KEYS, true)).toEqual(tag.all(true));
      expect(saidOfAll(consent, exemptOn, KEYS, false)).toEqual(tag.all(false));
      for (const [key, box] of boxes) if (turned.includes(key) && !box.disabled) box.checked = !box.checked;
      const on = new Set(boxes.filter(([, { checked }]) => checked).map(([key]) => key));
      expect(saidBy(consent, exemptOn, KEYS, on)).toEqual(tag.chosen());
    }),
  );
});

it("saving what stands gives no yes that was not given before, and no no to what only a pause holds off", () => {
  fc.assert(
    fc.property(consents, fc.boolean(), (consent, exemptOn) => {
      const on = KEYS.filter((key) => switchOf(consent, key, exemptOn).isOn);
      const said = saidBy(consent, exemptOn, KEYS, new Set(on));
      for (const key of KEYS) {
        if (said[key] === true) expect(consent.state[key]).toBe("granted");
        if (consent.why[key] === "paused" && consent.state[key] === "unknown") expect(said[key]).toBeUndefined();
      }
    }),
  );
});
