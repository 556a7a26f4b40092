import { createExecutionContext, createScheduledController, waitOnExecutionContext } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { testProgram } from "../support/program.ts";
import { forgetPrograms, programOf } from "../../src/storage/cache/program.ts";
import worker from "../../src/worker.ts";
import { bindings } from "./bindings.ts";
import { Browser, publish, request, SECRET_KEY } from "./client.ts";
import { without } from "./faults.ts";

describe("publishing", () => {
  it("makes an immutable version named by its content, runs it, and rolls back by pointing to an older one", async () => {
    const first = await publish();
    expect(first).toMatchObject({
      status: 201,
      json: {
        program: "test-brand",
        sites: ["pk_acme_main", "pk_acme_second", "pk_other_main"],
        hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    });
    expect((await publish()).json.hash).toBe(first.json.hash);
    const winter = {
      key: "always",
      slot: "quiet",
      purpose: "contextual",
      variants: [{ key: "only", content: { en: { headline: "Always" }, de: { headline: "Immer" } } }],
    };
    const experiences = [...(testProgram()["experiences"] as unknown[]), winter];
    const second = await publish(testProgram({ experiences }));
    expect(second.json.hash).not.toBe(first.json.hash);
    expect((await new Browser().decide()).json.decisions.quiet.content).toEqual({ headline: "Always" });
    const diff = await request("/v1/programs/diff", { key: SECRET_KEY, body: testProgram() });
    expect(diff.json.diff).toEqual([{ section: "experiences", added: [], removed: ["always"], changed: [] }]);
    const rolled = await request("/v1/programs/rollback", { key: SECRET_KEY, body: { hash: first.json.hash } });
    expect(rolled.json.hash).toBe(first.json.hash);
    expect((await new Browser().decide()).json.decisions.quiet.content).toBeNull();
    const versions = await request("/v1/programs/test-brand/versions", { key: SECRET_KEY });
    expect(versions.json.versions).toHaveLength(2);
    await expect(bindings().DB.prepare("UPDATE program_version SET document = '{}'").run()).rejects.toThrow("never changes");
    const health = await request("/healthz");
    expect(health).toMatchObject({ status: 200, json: { status: "ok", programs: { "test-brand": first.json.hash } } });
  });

  it("refuses a bad program with every finding, and the old one stays", async () => {
    await publish();
    const purposes = testProgram()["purposes"] as object[];
    const refused = await publish(
      testProgram({
        purposes: purposes.map((purpose, index) =>
          index === 3 ? { ...purpose, dpv: ["ServicePersonalisation", "SellDataToThirdParties"] } : purpose,
        ),
      }),
    );
    expect(refused).toMatchObject({
      status: 422,
      json: {
        type: "urn:earnest:problem:program-refused",
        findings: [{ code: "E108", path: "purposes.3.dpv", remedy: expect.stringContaining("SellDataToThirdParties") }],
      },
    });
    expect((await new Browser().decide()).status).toBe(200);
    const linted = await request("/v1/programs/lint", { key: SECRET_KEY, body: testProgram() });
    expect(linted.json.findings).toEqual([]);
  });
});

describe("a program", () => {
  it("is found in D1 when KV is away or was never written, and in memory when both are away", async () => {
    await publish();
    for (const site of ["pk_acme_main"]) await bindings().KV.delete(`site:${site}`);
    forgetPrograms();
    expect((await new Browser().decide()).status).toBe(200);
    forgetPrograms();
    const visitor = new Browser();
    visitor.env = without(bindings(), "kv");
    expect((await visitor.decide()).status).toBe(200);
    visitor.env = without(bindings(), "kv", "d1");
    expect((await visitor.decide()).status).toBe(200);
  });

  it("has its snapshot written again by the hourly job", async () => {
    const { json } = await publish();
    await bindings().KV.delete(`program:${json.hash}`);
    await bindings().KV.delete("site:pk_other_main");
    await bindings().KV.put("site:pk_acme_main", "an older one");
    const context = createExecutionContext();
    await worker.scheduled(createScheduledController({ cron: "7 * * * *", scheduledTime: new Date() }), bindings(), context);
    await waitOnExecutionContext(context);
    for (const site of ["pk_other_main", "pk_acme_main"]) expect(await bindings().KV.get(`site:${site}`)).toBe(json.hash);
    expect(await bindings().KV.get(`program:${json.hash}`)).not.toBeNull();
    expect((await programOf(bindings(), "pk_other_main", () => undefined))?.hash).toBe(json.hash);
  });
});
