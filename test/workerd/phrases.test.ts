import { beforeAll, describe, expect, it } from "vitest";
import { CENTRE_EN } from "../../src/core/consent/phrases/centre-en.ts";
import { CENTRE_WEST } from "../../src/core/consent/phrases/centre-west.ts";
import { readCentrePhrases } from "../../src/storage/phrases.ts";
import { bindings } from "./bindings.ts";
import { FORM, open, SITE } from "./centre-forms.ts";
import { Browser, publish } from "./client.ts";

beforeAll(async () => {
  expect((await publish()).status).toBe(201);
});

const away = () => ({ ...bindings(), ASSETS: { fetch: () => Promise.reject(new Error("away")) } as unknown as Fetcher });

it("without its phrases the privacy centre is away for now, and a withdrawal from it is recorded all the same", async () => {
  const visitor = new Browser();
  await visitor.choose({ personal: true });
  visitor.env = away();
  expect(await open(visitor)).toMatchObject({ status: 503, json: { type: "urn:earnest:problem:unavailable" } });
  const { status } = await visitor.ask(`/privacy/withdraw?${SITE}`, { method: "POST", key: "", text: "", headers: FORM });
  expect(status).toBe(303);
  visitor.env = undefined;
  expect((await open(visitor)).status).toBe(200);
  expect((await visitor.ask("/v1/consent")).json.consent.state.personal).toBe("withdrawn");
});

describe("the phrases of the preference centre", () => {
  it("come from the file of their language with the notice's details", async () => {
    const { json } = await new Browser().ask("/v1/consent?detail=true&locale=de-AT");
    expect(json.detail.texts).toEqual(CENTRE_WEST.de);
  });

  it("are English where the file cannot be read, and right again after that", async () => {
    expect(await readCentrePhrases(away(), "nl")).toBe(CENTRE_EN);
    expect(await readCentrePhrases(bindings(), "nl")).toEqual(CENTRE_WEST.nl);
    expect(await readCentrePhrases(bindings(), "xx")).toBe(CENTRE_EN);
  });
});
