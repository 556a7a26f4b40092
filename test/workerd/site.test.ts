import { beforeAll, describe, expect, it } from "vitest";
import { testProgram } from "../support/program.ts";
import { Browser, publish, request } from "./client.ts";

const ADS = { scripts: ["https://ads.example/"], stores: { cookies: ["_ad*"], local: [], session: [] }, reload: true };

beforeAll(async () => {
  const program = testProgram() as { purposes: { key: string }[]; sites: object[] };
  Object.assign(program.purposes.find(({ key }) => key === "ads") ?? {}, ADS);
  Object.assign(program.sites[0] ?? {}, { consentMode: ["google"], gpp: { mspa: "opt-out" } });
  expect((await publish(program)).status).toBe(201);
});

describe("what the pages of a site are told", () => {
  it("is the same for everybody, without a word about anybody, and may be cached", async () => {
    const visitor = new Browser();
    await visitor.choose({ personal: true, memory: true, ads: true });
    const mine = await visitor.ask("/v1/site");
    const { json, headers } = await request("/v1/site?key=pk_acme_main");
    expect(mine.json).toEqual(json);
    expect(json).toMatchObject({
      purposes: {
        ads: {
          class: "advertising",
          scripts: ["https://ads.example/"],
          cookies: ["_ad*"],
          reload: true,
          google: ["ad_storage", "ad_user_data", "ad_personalization"],
        },
      },
      consentMode: ["google"],
      gpp: { cmpId: 1, mspa: "opt-out" },
    });
    expect(headers.get("cache-control")).toBe("public, max-age=300");
    expect(headers.get("vary")).toBe("Origin");
    expect(headers.getSetCookie()).toEqual([]);
  });

  it("is known to be there from the consent itself, and only where it is", async () => {
    const visitor = new Browser();
    expect((await visitor.decide()).json.consent.page).toBe(true);
    expect((await publish()).status).toBe(201);
    expect((await visitor.decide()).json.consent).not.toHaveProperty("page");
  });
});

describe("a page whose navigator says Global Privacy Control, and whose browser sends no header", () => {
  it("is heard as the header is", async () => {
    const visitor = new Browser();
    await visitor.choose({ personal: true, memory: true, ads: true });
    const { json } = await visitor.ask("/v1/consent", { headers: { "earnest-signals": "gpc=1;" } });
    expect(json.consent).toMatchObject({ allowed: { personal: true, ads: false }, why: { ads: "gpc" }, signals: { gpc: true } });
    const { json: without } = await visitor.ask("/v1/consent", { headers: { "earnest-signals": "gpc=0;gpc" } });
    expect(without.consent).toMatchObject({ allowed: { ads: true }, signals: { gpc: false } });
  });
});
