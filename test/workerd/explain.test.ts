import { beforeAll, expect, it } from "vitest";
import { Browser, NOON, publish } from "./client.ts";
import { person, server } from "./people.ts";
import { YES } from "./subjects.ts";

beforeAll(async () => {
  expect((await publish()).status).toBe(201);
});

it("a person is told why in a sentence where the page asks for it, and bare keys where not", async () => {
  const visitor = new Browser();
  await visitor.choose(YES);
  for (const product of ["a", "b", "c"]) await visitor.view(product);
  const asked = await visitor.ask("/v1/decide", {
    body: { slots: ["hero"], context: { url: "http://localhost/", locale: "de" }, explain: "person" },
  });
  expect(asked.json.decisions.hero.because).toEqual([
    {
      attribute: "shoeViews",
      source: "observed",
      purpose: "personal",
      consentVersion: 1,
      sentence: "Wegen „Shoes you looked at (de) (3)“; das haben Sie für „Personal (de)“ erlaubt.",
    },
  ]);
  expect(asked.json).not.toHaveProperty("considered");
  expect((await visitor.decide(["hero"])).text).not.toContain("sentence");
});

it("a person is told of what they are shown when they ask, and of nothing else, as long as it is theirs to see", async () => {
  const visitor = new Browser();
  await visitor.choose(YES);
  const body = { experiences: ["shoes-hero", "cheer", "nope"], context: { url: "http://localhost/", attributes: { mood: "glad" } } };
  const why = async () => (await visitor.ask("/v1/why", { body })).json;
  expect(await why()).toEqual({ why: { "shoes-hero": [], cheer: [], nope: [] } });
  for (const product of ["a", "b", "c"]) await visitor.view(product);
  const before = [...visitor.jar];
  const sentence = "Because of “Shoes you looked at (3)”, which you allowed for “Personal”.";
  expect(await why()).toMatchObject({ why: { "shoes-hero": [{ attribute: "shoeViews", sentence }], cheer: [], nope: [] } });
  expect([...visitor.jar]).toEqual(before);
  await visitor.withdraw();
  expect((await why()).why["shoes-hero"]).toEqual([]);
});

it("an operator with a secret key is told what became of every experience", async () => {
  const { user } = await person();
  const body = {
    slots: ["hero", "aside"],
    subject: { type: "user", value: user },
    context: { attributes: { mood: "glad" } },
    explain: "operator",
  };
  const { json } = await server("/v1/decide", body, { headers: { "x-earnest-now": String(NOON) } });
  expect(json.considered.hero.map((item: { experience: string; outcome: string }) => [item.experience, item.outcome])).toEqual([
    ["shoes-hero", "condition"],
    ["winter-hero", "condition"],
  ]);
  expect(json.considered.aside[0].asked).toEqual([{ attribute: "mood", operator: "is", operand: "sad", holds: false }]);
});
