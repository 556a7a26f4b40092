import { beforeAll, expect, it } from "vitest";
import { shardOf } from "../../src/storage/shards.ts";
import { subjectId } from "../../src/core/kernel/ids.ts";
import { testProgram } from "../support/program.ts";
import { bindings } from "./bindings.ts";
import { NOON, publish, request, SECRET_KEY } from "./client.ts";

beforeAll(async () => {
  const program = testProgram() as { attributes: unknown[]; reports?: unknown[] };
  const told = { source: "volunteered", purposes: ["personal"], texts: { en: { name: "Told" }, de: { name: "Gesagt" } } };
  program.attributes.push({ ...told, key: "shoeSize", type: "number" }, { ...told, key: "hobby", type: "string" });
  program.reports = [{ key: "told", purpose: "personal", attributes: ["shoeSize", "hobby"] }];
  expect((await publish(program)).status).toBe(201);
});

async function hold(attributes: readonly string[], controller = "acme"): Promise<void> {
  const subject = subjectId(crypto.getRandomValues(new Uint8Array(16)));
  const { db } = await shardOf(bindings(), subject);
  const values = Object.fromEntries(
    attributes.map((key) => [key, { value: 1, source: "volunteered", at: NOON, origin: "import", purposes: [] }]),
  );
  const insert = "INSERT INTO profile (subject, controller, version, attributes, updated_at) VALUES (?1, ?2, 1, ?3, 0)";
  await db.prepare(insert).bind(subject, controller, JSON.stringify(values)).run();
}

it("names what profiles hold and no experience or audience reads, over all databases, and no number under ten", async () => {
  for (let at = 0; at < 12; at++) await hold(["shoeSize", "shoeViews"]);
  for (let at = 0; at < 9; at++) await hold(["hobby", "unheard"]);
  await hold(["hobby", "shoeSize", "elsewhere"], "other");
  const { status, json } = await request("/v1/reports/unused?site=pk_acme_main", { key: SECRET_KEY });
  expect(status).toBe(200);
  expect(json.attributes).toEqual([
    { attribute: "hobby", declared: true, profiles: null },
    { attribute: "shoeSize", declared: true, profiles: 12 },
    { attribute: "unheard", declared: false, profiles: null },
  ]);
});
