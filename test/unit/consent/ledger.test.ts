import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyRecord, recordOf, type Choice } from "../../../src/core/consent/choose.ts";
import { foldLedger, GENESIS, linkEntry, verifyChain, type LedgerEntry } from "../../../src/core/consent/ledger.ts";
import { ruleById } from "../../../src/core/consent/resolve-rule.ts";
import { NO_SIGNAL } from "../../../src/core/consent/signals/signals.ts";
import { NOTHING_SAID, type ConsentState } from "../../../src/core/consent/state.ts";
import { receiptId, subjectId } from "../../../src/core/kernel/ids.ts";
import type { CompiledProgram } from "../../../src/core/program/compiled.ts";

const common = { class: "personalization", basis: "consent" } as const;
const program: Pick<CompiledProgram, "purposes" | "notice"> = {
  purposes: ["a", "b", "c"].map((key) => ({ ...common, key, meets: [], meaning: key })),
  notice: {
    version: "1",
    wordings: [],
    purposes: ["a", "b", "c"].map((key) => ({
      ...common,
      key,
      choice: true,
      retention: "P1D",
      data: [],
      partners: [],
      incentive: null,
      texts: {},
    })),
    attributes: {},
  },
};
const anyChoice: fc.Arbitrary<Choice> = fc.oneof(
  fc.constant({ kind: "withdraw-all" as const }),
  fc
    .dictionary(fc.constantFrom("a", "b", "c"), fc.boolean(), { minKeys: 1, noNullPrototype: true })
    .map((decisions) => ({ kind: "some" as const, decisions })),
);
const random = (): Uint8Array => crypto.getRandomValues(new Uint8Array(16));

async function chainOf(
  choices: readonly Choice[],
): Promise<{ readonly entries: LedgerEntry[]; readonly head: string; readonly state: ConsentState }> {
  const rule = ruleById("EEA");
  if (!rule) throw new Error("no rule");
  const chain = subjectId(random());
  const entries: LedgerEntry[] = [];
  let state = NOTHING_SAID;
  let head = GENESIS;
  for (const [index, choice] of choices.entries()) {
    const record = recordOf(choice, program, state, {
      at: index * 1000,
      site: "s",
      controller: "c",
      method: "banner",
      notice: null,
      rule,
      signals: NO_SIGNAL,
      evidence: null,
      age: null,
    });
    const entry = await linkEntry(chain, receiptId(random()), index + 1, head, record);
    entries.push(entry);
    state = applyRecord(state, record, index + 1);
    head = entry.hash;
  }
  return { entries, head, state };
}

describe("a ledger", () => {
  it("folds to the register, whatever was chosen", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyChoice, { minLength: 1, maxLength: 8 }), async (choices) => {
        const { entries, head, state } = await chainOf(choices);
        expect(foldLedger(entries)).toEqual(state);
        expect(await verifyChain(entries.toReversed(), { head, state })).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  it("breaks by one changed byte of any field, a missing or doubled entry, or another register", async () => {
    const { entries, head, state } = await chainOf([
      { kind: "some", decisions: { a: true, b: true } },
      { kind: "some", decisions: { a: false } },
      { kind: "withdraw-all" },
    ]);
    const flip = (text: string, at: number): string =>
      text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ 1) + text.slice(at + 1);
    await fc.assert(
      fc.asyncProperty(
        fc.nat(2),
        fc.constantFrom("payload", "hash", "prev", "payloadHash", "id", "chain"),
        fc.nat(),
        async (which, field, at) => {
          const broken = entries.map((entry, index) => {
            const text = entry[field as "hash"];
            return index === which ? { ...entry, [field]: flip(text, at % text.length) } : entry;
          });
          expect(await verifyChain(broken, { head, state })).not.toEqual([]);
        },
      ),
      { numRuns: 100 },
    );
    for (const broken of [entries.slice(1), entries.slice(0, 2), [...entries, ...entries.slice(2)]])
      expect(await verifyChain(broken, { head, state })).not.toEqual([]);
    expect(await verifyChain(entries, { head, state: { ...state, none: null } })).not.toEqual([]);
  });

  it("still verifies when a payload was erased", async () => {
    const { entries, head, state } = await chainOf([{ kind: "some", decisions: { a: true } }, { kind: "withdraw-all" }]);
    expect(
      await verifyChain(
        entries.map((entry) => ({ ...entry, payload: null })),
        { head, state },
      ),
    ).toEqual([]);
  });
});
