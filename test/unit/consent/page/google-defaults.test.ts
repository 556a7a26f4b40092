import { describe, expect, it } from "vitest";
import { googleDefaults } from "../../../../src/core/consent/page/google-defaults.ts";
import type { GoogleDefault } from "../../../../src/core/consent/page/page-site.ts";
import { stubLine, stubSite } from "../../../../src/core/consent/page/stub-site.ts";
import { permitFor, type Carried } from "../../../../src/core/consent/permit.ts";
import { modesFor } from "../../../../src/core/consent/modes.ts";
import { resolveRule } from "../../../../src/core/consent/resolve-rule.ts";
import { RULES } from "../../../../src/core/consent/rules-table.ts";
import { NO_SIGNAL } from "../../../../src/core/consent/signals/signals.ts";
import { NOTHING_SAID } from "../../../../src/core/consent/state.ts";
import { compileProgram } from "../../../../src/core/program/compile.ts";
import { GOOGLE_TYPES } from "../../../../src/core/program/purpose.ts";
import { programSchema, type Program } from "../../../../src/core/program/schema.ts";
import { testProgram } from "../../../support/program.ts";

async function compiled(change: (program: Program) => void = () => {}) {
  const program = programSchema().parse(testProgram());
  program.sites[0]?.consentMode.push("google");
  change(program);
  const made = await compileProgram(program);
  if (!made.ok) throw new Error(JSON.stringify(made.error));
  const [site] = made.value.sites;
  if (!site) throw new Error("no site");
  return { program: made.value, site };
}

/** What Google makes of the commands for a place: the most specific region that was named wins. */
function resolved(defaults: readonly GoogleDefault[], country: string, region: string | null): GoogleDefault | undefined {
  const named = (code: string | null) => defaults.find((command) => code !== null && command.region?.includes(code));
  return named(region) ?? named(country) ?? defaults[0];
}

describe("the defaults for Google", () => {
  it("begin with the strictest rule, all seven types, and a wait", async () => {
    const { program, site } = await compiled();
    const [first, ...rest] = googleDefaults(program, site);
    expect(first).toMatchObject({ ad_storage: "denied", ad_user_data: "denied", ad_personalization: "denied", wait_for_update: 500 });
    expect(first?.region).toBeUndefined();
    for (const command of [first, ...rest]) expect(Object.keys(command ?? {})).toEqual(expect.arrayContaining([...GOOGLE_TYPES]));
    for (const command of rest) expect(command.region?.length).toBeGreaterThan(0);
  });

  it("grant in no place what its rule asks a yes for", async () => {
    const { program, site } = await compiled();
    const defaults = googleDefaults(program, site);
    const visitor: Carried = { state: NOTHING_SAID, live: true, known: true, erased: false };
    const places = RULES.flatMap(({ countries, regions }) => [
      ...countries.map((country) => ({ country, region: null })),
      ...regions.map((region) => ({ country: region.slice(0, 2), region })),
    ]);
    let granted = 0;
    for (const { country, region } of places) {
      const modes = modesFor(program.purposes, site, resolveRule({ country, region }));
      const { mask } = permitFor(program.purposes, modes, visitor, NO_SIGNAL, 0);
      const command = resolved(defaults, country, region);
      for (const type of GOOGLE_TYPES.filter((item) => command?.[item] === "granted")) {
        granted++;
        program.purposes.forEach(({ key }, index) => {
          if (program.pages[key]?.google.includes(type)) expect([country, region, type, mask & (1 << index)]).not.toContain(0);
        });
      }
    }
    expect(granted).toBeGreaterThan(places.length);
  });

  it("name a region only where it differs from its country", async () => {
    const { program, site } = await compiled();
    const defaults = googleDefaults(program, site);
    expect(resolved(defaults, "US", null)?.ad_storage).toBe("granted");
    expect(defaults.flatMap(({ region }) => region ?? [])).not.toContain("US-CA");
    expect(resolved(defaults, "DE", null)?.ad_storage).toBe("denied");
  });

  it("stay at the strictest where another consent manager may say no", async () => {
    const { program, site } = await compiled((draft) => Object.assign(draft.sites[0]?.signals ?? {}, { gpp: true }));
    expect(stubSite(program, site).google).toHaveLength(1);
  });
});

describe("the stub's line", () => {
  it("is one attribute of HTML that reads back", async () => {
    const { program, site } = await compiled((draft) => draft.purposes.at(-1)?.scripts.push("https://ads.example/a&b"));
    const [, text = ""] = /data-site='([^']*)'/.exec(stubLine(program, site)) ?? [];
    expect(text).not.toMatch(/[<']|&(?!#\d+;)/);
    expect(JSON.parse(text.replaceAll(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code))))).toEqual(stubSite(program, site));
    expect(stubSite(program, site).urls).toEqual(["https://ads.example/a&b"]);
  });
});
