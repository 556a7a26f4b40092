import { beforeAll, expect, it } from "vitest";
import { testProgram } from "../support/program.ts";
import { Browser, publish } from "./client.ts";

const TEXTS = { en: { name: "x" }, de: { name: "x" } };
const content = { en: { headline: "x" }, de: { headline: "x" } };
const KINDS = ["region", "city", "device"];

beforeAll(async () => {
  const attributes = [
    ...(testProgram()["attributes"] as object[]),
    ...KINDS.map((from) => ({ key: from, type: "string", source: "request", from, purposes: ["contextual"], texts: TEXTS })),
  ];
  const local = { region: "US-CA", city: "Oakland", device: "phone" };
  const experiences = [
    ...(testProgram()["experiences"] as object[]),
    { key: "local", slot: "quiet", purpose: "contextual", when: local, variants: [{ key: "only", content }] },
  ];
  expect((await publish(testProgram({ attributes, experiences }))).status).toBe(201);
});

it.each([
  ["what a condition asks of place and device", "US-CA", "Oakland", "Mozilla/5.0 (iPhone) Mobile/15E148", "matched"],
  ["a region as the edge writes it", "CA", "Oakland", "Mozilla/5.0 (Linux; Android 14) Mobile Safari", "matched"],
  ["another region", "US-TX", "Oakland", "Mozilla/5.0 (iPhone) Mobile/15E148", "default"],
  ["no city", "US-CA", "", "Mozilla/5.0 (iPhone) Mobile/15E148", "default"],
  ["a tablet", "US-CA", "Oakland", "Mozilla/5.0 (Linux; Android 14) Safari", "default"],
  ["a desktop", "US-CA", "Oakland", "Mozilla/5.0 (X11; Linux x86_64)", "default"],
])("%s decides", async (_, region, city, agent, reason) => {
  const visitor = Object.assign(new Browser(), { country: "US", region });
  const headers = { "x-earnest-city": city, "user-agent": agent };
  const asked = { slots: ["quiet"], context: { url: "http://localhost/", attributes: {} } };
  const { json } = await visitor.ask("/v1/decide", { body: asked, headers });
  expect(json.decisions.quiet.reason).toBe(reason);
  const forged = await visitor.ask("/v1/decide", { body: { ...asked, context: { attributes: { city: "Oakland" } } }, headers });
  expect(forged).toMatchObject({ status: 422, json: { errors: [{ rule: "request-attribute" }] } });
});
