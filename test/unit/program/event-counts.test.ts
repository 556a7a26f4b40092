import { describe, expect, it } from "vitest";
import { compileProgram } from "../../../src/core/program/compile.ts";
import { lintProgram } from "../../../src/core/program/lint.ts";
import { programSchema, type Program } from "../../../src/core/program/schema.ts";
import { testProgram } from "../../support/program.ts";

const content = { en: { headline: "x" }, de: { headline: "x" } };
const COUNT = { key: "Product Viewed", where: { category: "bags" }, within: "P7D", least: 3 };
const experience = (when: unknown, purpose = "personal") => ({
  key: "bags",
  slot: "quiet",
  purpose,
  when,
  variants: [{ key: "a", content }],
});
const AT = (testProgram()["experiences"] as object[]).length;
const read = (when: unknown, purpose?: string, more: object = {}): Program =>
  programSchema().parse(testProgram({ experiences: [...(testProgram()["experiences"] as object[]), experience(when, purpose)], ...more }));

async function compiled(program: Program) {
  const result = await compileProgram(program);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

describe("an event that a condition asks", () => {
  it("is counted by an attribute of its own, of the purposes of the event, that several conditions share", async () => {
    const { attributes, computed, experiences, facets, notice } = await compiled(
      read({ $or: [{ $event: COUNT }, { $not: { $and: [{ $event: { ...COUNT, least: 9 } }] } }] }),
    );
    expect(attributes.length).toBe(read({}).attributes.length + 1);
    const index = attributes.length - 1;
    expect(attributes[index]).toMatchObject({ source: "observed", type: "number", purposes: 0b11000 });
    expect(computed.at(-1)).toEqual({
      ...{ attribute: index, event: "Product Viewed", where: { category: "bags" } },
      how: { kind: "window", field: null, days: 7 },
    });
    expect(experiences[AT]?.reads).toEqual([index]);
    expect(facets).toContain(index);
    expect(notice.attributes[attributes[index]?.key ?? ""]).toEqual({ en: { name: "Product Viewed" }, de: { name: "Product Viewed" } });
  });

  it("keeps its name when other things change, and another count has another", async () => {
    const keyFor = async (...args: Parameters<typeof read>) => (await compiled(read(...args))).attributes.at(-1)?.key;
    const key = await keyFor({ $event: COUNT });
    expect(key).toMatch(/^seen_Product_Viewed_7d_\w+$/);
    expect(await keyFor({ mood: "sad", $event: { ...COUNT, least: 8, within: "P1W" } })).toBe(key);
    expect(await keyFor({ $event: { ...COUNT, where: { category: "hats" } } })).not.toBe(key);
  });

  it("is counted by a declared attribute where one counts just that, and called as its event is", async () => {
    const texts = { en: { name: "Bags", because: "you looked at bags {value} times" }, de: { name: "Taschen" } };
    const compute = { kind: "window", event: COUNT.key, where: COUNT.where, days: 7 };
    const own = { key: "bagViews", type: "number", source: "observed", purposes: ["personal", "ads"], compute, texts };
    const attributes = [...(testProgram()["attributes"] as object[]), own];
    expect((await compiled(read({ $event: COUNT }, "personal", { attributes }))).attributes.at(-1)?.key).toBe("bagViews");
    const events = (testProgram()["events"] as object[]).map((event) => ({ ...event, texts }));
    expect(Object.values((await compiled(read({ $event: COUNT }, "personal", { events }))).notice.attributes).at(-1)).toEqual(texts);
  });

  it.each([
    ["of no program", { $event: { ...COUNT, key: "Nope" } }, "personal", [["E109", "$event.key"]]],
    ["by a field it does not keep", { $event: { ...COUNT, where: { secret: "x" } } }, "personal", [["E109", "$event.where.secret"]]],
    ["by a field of another type", { $event: { ...COUNT, where: { price: "10" } } }, "personal", [["E109", "$event.where.price"]]],
    ["for a purpose it is not collected for", { $event: COUNT }, "contextual", [["E143", "$event"]]],
    ["over too long a time", { $event: { ...COUNT, within: "P401D" } }, "personal", [["E144", "$event.within"]]],
    ["and warned of over more than is kept", { $event: { ...COUNT, within: "P400D" } }, "personal", [["W221", "$event.within"]]],
    ["over part of a day", { $event: { ...COUNT, within: "PT5H" } }, "personal", [["E111", "$event"]]],
    ["less than once", { $event: { ...COUNT, least: 0 } }, "personal", [["E111", "$event"]]],
    ["with what it does not know", { $event: { ...COUNT, most: 3 } }, "personal", [["E111", "$event"]]],
    ["of an item", { mood: { $elemMatch: { $event: COUNT } } }, "personal", [["E111", "mood.$elemMatch.$event"]]],
    ["inside of others", { $nor: [{ $not: { $event: 7 } }] }, "personal", [["E111", "$nor.0.$not.$event"]]],
  ] as const)("is refused %s", (_, when, purpose, expected) => {
    const found = lintProgram(read(when, purpose)).map(({ code, path }) => [code, path.replace(`experiences.${AT}.when.`, "")]);
    expect(found).toEqual(expected);
  });
});
