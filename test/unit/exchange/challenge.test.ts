import { expect, it } from "vitest";
import { metNow, seasonOf } from "../../../src/core/exchange/challenge.ts";
import type { CompiledReward } from "../../../src/core/program/compiled-reward.ts";

const at = (text: string): number => Date.parse(text);
const challenge = (season?: "week" | "month" | "year") => ({ key: "c", audience: "a", season, points: 5, texts: {} });

it("a season is a year, a month or a week from Monday, or lasts for good", () => {
  expect(seasonOf(challenge("year"), at("2026-12-31T23:59:59Z"))).toBe("2026");
  expect(seasonOf(challenge("month"), at("2026-12-01T00:00:00Z"))).toBe("2026-12");
  expect(seasonOf(challenge("week"), at("2026-11-29T23:59:59Z"))).toBe("2026-11-23");
  expect(seasonOf(challenge("week"), at("2026-11-30T00:00:00Z"))).toBe("2026-11-30");
  expect(seasonOf(challenge(), at("2026-11-30T00:00:00Z"))).toBe("");
});

it("what was met is met anew in the next season only", () => {
  const reward = { challenges: [challenge("month")] } as unknown as CompiledReward;
  const [november, december] = [at("2026-11-05T00:00:00Z"), at("2026-12-05T00:00:00Z")];
  const met = metNow(reward, ["a"], [], november);
  expect(met).toEqual([{ challenge: "c", season: "2026-11", points: 5 }]);
  expect(metNow(reward, ["a"], met, november + 1)).toEqual([]);
  expect(metNow(reward, ["a"], met, december)).toMatchObject([{ season: "2026-12" }]);
  expect(metNow(reward, ["b"], [], november)).toEqual([]);
});
