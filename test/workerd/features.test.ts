import { GrowthBook, setPolyfills } from "@growthbook/growthbook";
import { beforeAll, expect, it } from "vitest";
import { testProgram } from "../support/program.ts";
import { bindings } from "./bindings.ts";
import { NOON, publish, request } from "./client.ts";
import { counting } from "./faults.ts";

const PATH = "/api/features/pk_acme_main";

beforeAll(async () => {
  const experiences = [
    ...(testProgram()["experiences"] as object[]),
    { key: "checkout", slot: "quiet", purpose: "service", variants: [{ key: "on", value: true, content: { en: {}, de: {} } }] },
    {
      key: "hint",
      slot: "quiet",
      purpose: "service",
      variants: [{ key: "on", content: { en: { headline: "Hi" }, de: { headline: "Hallo" } } }],
    },
  ];
  expect((await publish(testProgram({ experiences }))).status).toBe(201);
});

it("GrowthBook's SDK finds its features here, and is told what the edge decides", async () => {
  setPolyfills({
    fetch: async (url: string) => {
      const { text, headers, status } = await request(new URL(url).pathname, { headers: { "x-earnest-now": String(NOON) } });
      return new Response(text, { status, headers });
    },
  });
  const client = new GrowthBook({ apiHost: "http://localhost", clientKey: "pk_acme_main" });
  await client.init({ streaming: false });
  expect(client.isOn("checkout")).toBe(true);
  expect(client.getFeatureValue("hint", null)).toEqual({ headline: "Hi" });
  expect(client.getFeatureValue("shoes-hero", "code")).toBe("code");
  client.destroy();
  const answer = await request(`${PATH}?locale=de-AT`);
  expect(answer.json).toMatchObject({
    status: 200,
    features: { hint: { rules: [{ force: { headline: "Hallo" } }] } },
    edge: { keys: ["shoes-hero", "winter-hero", "cheer", "partner-ad"], at: "/ofrep/v1/evaluate/flags" },
  });
  expect(Object.fromEntries(answer.headers)).toMatchObject({ "access-control-allow-origin": "*", "cache-control": "public, max-age=60" });
});

it("reads the document once an isolate, and answers 404 for a site nobody has", async () => {
  await request(PATH);
  const { env, counts } = counting(bindings());
  await request(PATH, { env });
  expect(counts()).toEqual({ d1: 0, kv: 0, queue: 0 });
  for (const key of ["pk_nobody_here", "sdk-123", "pk_"])
    expect(await request(`/api/features/${key}`)).toMatchObject({ status: 404, json: { errors: [{ field: "clientKey", rule: "known" }] } });
});
