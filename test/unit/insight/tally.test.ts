import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addPeople, LEAST_PEOPLE, MOST_OF_ONE, NO_TALLY, rankedOf } from "../../../src/core/insight/tally.ts";

const KEYS = "abcdefgh".split("");
const anyPeople = fc.array(fc.array(fc.constantFrom(...KEYS, "unknown"), { maxLength: 6 }), { maxLength: 12 });
const isItem = (key: string): boolean => KEYS.includes(key);

/** How many people looked at each of these. */
function among(people: readonly (readonly string[])[], ...items: readonly string[]): number {
  return people.filter((person) => items.every((item) => person.includes(item))).length;
}

describe("what people look at", () => {
  it("ranks by people, each once, and in whatever parts they are counted", () => {
    fc.assert(
      fc.property(anyPeople, fc.nat(12), (people, cut) => {
        const parts = addPeople(addPeople(NO_TALLY, people.slice(cut), isItem), people.slice(0, cut), isItem);
        const { popular, together } = rankedOf(parts);
        expect(rankedOf(addPeople(NO_TALLY, people, isItem))).toEqual({ format: 1, popular, together });
        const wanted = KEYS.filter((key) => among(people, key) >= LEAST_PEOPLE);
        expect(popular).toEqual(wanted.toSorted((a, b) => among(people, b) - among(people, a) || (a < b ? -1 : 1)));
        for (const key of KEYS) {
          const others = KEYS.filter((other) => other !== key && among(people, key, other) >= LEAST_PEOPLE);
          expect((together[key] ?? []).toSorted()).toEqual(others);
        }
      }),
    );
  });

  it("holds no numbers, and what fewer than three people did is in no order", () => {
    const two = addPeople(
      NO_TALLY,
      [
        ["a", "b"],
        ["a", "b"],
      ],
      isItem,
    );
    expect(rankedOf(two)).toEqual({ format: 1, popular: [], together: {} });
    const three = rankedOf(addPeople(two, [["a", "b"]], isItem));
    expect(three).toEqual({ format: 1, popular: ["a", "b"], together: { a: ["b"], b: ["a"] } });
  });

  it("stays bounded: of one person the latest items, beside one item the most frequent", () => {
    const all = Array.from({ length: 500 }, (_, at) => `item-${at}`);
    const wide = addPeople(NO_TALLY, [all], () => true);
    expect(Object.keys(wide.items)).toEqual(all.slice(0, MOST_OF_ONE));
    const people = all.map((item) => ["hub", item]);
    const hub = addPeople(NO_TALLY, [...people, ["hub", "item-499"], ["hub", "item-499"]], () => true);
    expect(Object.keys(hub.together["hub"] ?? {}).length).toBeLessThanOrEqual(80);
    expect(rankedOf(hub).together["hub"]).toEqual(["item-499"]);
  });
});
