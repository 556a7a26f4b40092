import jsonld from "jsonld";
import { describe, expect, it } from "vitest";
import { labelJson } from "../../../src/core/consent/label-json.ts";
import { labelOf } from "../../../src/core/consent/label.ts";
import { compileProgram } from "../../../src/core/program/compile.ts";
import { liveProgram, type LiveProgram } from "../../../src/core/program/live.ts";
import { programSchema } from "../../../src/core/program/schema.ts";
import { testProgram } from "../../support/program.ts";

/** Its context stands in it: nothing is fetched, and a term it does not name is an error. */
const OFFLINE = { documentLoader: (address: string) => Promise.reject(new Error(`asked for ${address}`)), safe: true } as const;
const PLACE = { program: "0".repeat(64), locale: "en", page: "https://consent.acme.example/privacy" };

async function live(): Promise<LiveProgram> {
  const compiled = await compileProgram(programSchema().parse(testProgram()));
  const site = compiled.ok ? compiled.value.sites[0] : undefined;
  if (!compiled.ok || !site) throw new Error("the test program does not compile");
  return liveProgram(compiled.value, site);
}

describe("the trust label", () => {
  it("names all that is kept and every use of it, and says never of nothing that happens", async () => {
    const program = await live();
    const label = labelOf(program, "en");
    const kept = program.attributes.filter(({ source }) => source !== "request").map(({ key }) => key);
    expect(label.collected.map(({ key }) => key)).toEqual(kept);
    expect(label.uses.map(({ key }) => key)).toEqual(program.compiled.purposes.map(({ key }) => key));
    const classes = label.uses.map((use) => use.class);
    expect(label.never.includes("advertising")).toBe(!classes.includes("advertising"));
    expect(label.never.includes("sale")).toBe(!classes.includes("sale-share"));
    expect(label.never.includes("sharing")).toBe(program.compiled.partners.length === 0);
    expect(label.never).toContain("numbers");
  });

  it("says never of what is taken out of the program, and no more of what is put in", async () => {
    const { compiled, site, ...rest } = await live();
    const bare = { ...rest, site, compiled: { ...compiled, partners: [], attributes: [], purposes: compiled.purposes.slice(0, 1) } };
    expect(labelOf(bare, "en").never).toEqual(["sale", "advertising", "marketing", "sharing", "sensitive", "numbers"]);
    const sold = compiled.purposes.map((purpose) => ({ ...purpose, class: "sale-share" as const }));
    expect(labelOf({ ...bare, compiled: { ...bare.compiled, purposes: sold } }, "en").never).not.toContain("sale");
  });

  it("lists whoever webhooks tell, with what they hear, and never says then that nothing is shared", async () => {
    const { compiled, site, ...rest } = await live();
    const hook = { key: "crm", url: "https://crm.example/", events: ["subject.erased"], controller: site.controller };
    const told = (webhook: object) => {
      const webhooks = [{ ...hook, ...webhook }];
      return labelOf({ ...rest, site, compiled: { ...compiled, partners: [], webhooks } }, "en");
    };
    const label = told({ recipient: "Parcel Ltd" });
    expect(label.recipients).toEqual([{ key: "webhook/crm", name: "Parcel Ltd", hears: ["subject.erased"] }]);
    expect(label.never).not.toContain("sharing");
    expect(JSON.stringify(await jsonld.expand(JSON.parse(JSON.stringify(labelJson(label, PLACE))), OFFLINE))).toContain("Parcel Ltd");
    for (const other of [told({}), told({ recipient: "Parcel Ltd", controller: "other" })])
      expect([other.recipients, other.never.includes("sharing")]).toEqual([[], true]);
  });

  it("is JSON-LD of which no term is lost, each use with its basis, data, recipients and time", async () => {
    const label = labelOf(await live(), "de");
    const json = JSON.parse(JSON.stringify(labelJson(label, { ...PLACE, locale: "de" })));
    expect(json["dpv:hasProcess"]).toHaveLength(label.uses.length);
    const expanded = JSON.stringify(await jsonld.expand(json, OFFLINE));
    for (const term of ["DataController", "hasProcess", "hasLegalBasis", "hasStorageCondition", "hasPersonalData"])
      expect(expanded).toContain(`https://w3id.org/dpv#${term}`);
    for (const use of label.uses) expect(expanded).toContain(JSON.stringify(use.name));
    expect(expanded).toContain("urn:earnest:term:never");
  });
});
