import { beforeAll, describe, expect, it } from "vitest";
import { incentiveOfAsk, incentiveOfOffer } from "../../../src/core/exchange/incentive.ts";
import { compileProgram } from "../../../src/core/program/compile.ts";
import type { CompiledProgram } from "../../../src/core/program/compiled.ts";
import { programSchema } from "../../../src/core/program/schema.ts";
import { askingProgram } from "../../support/asks.ts";
import { OFFER_AUDIENCES, OFFERS } from "../../support/offers.ts";

let program: CompiledProgram;

beforeAll(async () => {
  const asks = (askingProgram()["asks"] as Readonly<Record<string, unknown>>[]).map((ask) =>
    ask["key"] === "town" ? ask : { ...ask, promise: { by: "offer", offer: "once-each" } },
  );
  const offers = OFFERS.map((offer) => ({
    ...offer,
    for: offer.key === "with-others" ? ["personal"] : [],
  }));
  const compiled = await compileProgram(programSchema().parse(askingProgram({ asks, offers, audiences: OFFER_AUDIENCES })));
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.error));
  program = compiled.value;
});

const ask = (key: string) => program.asks.find((item) => item.key === key) as CompiledProgram["asks"][number];
const offer = (key: string) => program.offers.find((item) => item.key === key) as CompiledProgram["offers"][number];

describe("the notice of a financial incentive", () => {
  it("says what is given for which data and use, how to end it, and what the data is worth, from the numbers of the offer", () => {
    expect(incentiveOfAsk(program, ask("size"), "en")).toEqual({
      terms:
        "€5.00 off for Shoe size, used for: Personal. You need not take part, and may end it at any time under “Privacy choices”; what you earned by then stays yours.",
      value: "We estimate the value of this data to us at what the benefit costs us: €5.00 off.",
    });
    expect(incentiveOfAsk(program, ask("offers"), "de")?.value).toBe(
      "Den Wert dieser Daten für uns schätzen wir auf das, was uns der Vorteil kostet: 5,00\u00a0€ Rabatt.",
    );
  });

  it("is there for an offer that is given for data, and for nothing that is not", () => {
    expect(incentiveOfOffer(program, offer("with-others"), "en")?.terms).toMatch(/^10% off for .+, used for: Personal\./);
    expect(incentiveOfOffer(program, offer("lookers"), "en")?.terms).toMatch(/^10% off for .+, used for: Personal\./);
    expect(incentiveOfOffer(program, offer("daily"), "en")).toBeNull();
    expect(incentiveOfAsk(program, ask("town"), "en")).toBeNull();
  });
});
