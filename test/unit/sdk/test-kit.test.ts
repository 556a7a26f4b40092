import { expect, it } from "vitest";
import { EarnestTestKit } from "../../../src/sdk/test-kit.ts";
import { testProgram } from "../../support/program.ts";

it.each([
  ["no program at all", null, /^\(document\): invalid_type, /m],
  ["a field of another type", testProgram({ locales: "en" }), /^locales: invalid_type, /m],
  ["a field nobody knows", testProgram({ colour: "red" }), /^colour: unknown-field, /m],
  [
    "an experience for no purpose",
    testProgram({ goals: [{ key: "g", event: "x", purpose: "none", window: "P1D" }] }),
    /^goals\.0\.\w+: E\d+, /m,
  ],
])("a test kit of %s says which field broke which rule", async (_, document, fault) => {
  const refused = await EarnestTestKit.of(document).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(Error);
  expect((refused as Error).message).toMatch(/^the program would not be published:\n/);
  expect((refused as Error).message).toMatch(fault);
});
