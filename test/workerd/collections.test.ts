import { createExecutionContext } from "cloudflare:test";
import { beforeAll, describe, expect, it } from "vitest";
import { runCron } from "../../src/jobs/cron.ts";
import { platformOf } from "../../src/storage/platform.ts";
import worker from "../../src/worker.ts";
import { advisedProgram } from "../support/advised.ts";
import { bindings } from "./bindings.ts";
import { Browser, MINUTE, NOON, publish, request, SECRET_KEY, type Answer } from "./client.ts";
import { counting, failingAt, overtakenAt } from "./faults.ts";
import { profileOf } from "./people.ts";
import { rowsOf, subjectOf } from "./subjects.ts";

const SITE = "?site=pk_acme_main";
const ACTOR = { actor: "till-2" };

beforeAll(async () => {
  const program = advisedProgram();
  const allergy = { key: "allergy", type: "string", source: "volunteered", sensitivity: "sensitive", purposes: ["advice"] };
  const attributes = [...(program["attributes"] as object[]), { ...allergy, texts: { en: { name: "Allergy" }, de: { name: "Allergie" } } }];
  expect((await publish({ ...program, attributes })).status).toBe(201);
});

function staff(path: string, body: object, { method = "POST", now = NOON, env = bindings() } = {}): Promise<Answer> {
  return request(`/v1/collections${path}${SITE}`, {
    method,
    key: SECRET_KEY,
    body: { ...ACTOR, ...body },
    headers: { "x-earnest-now": String(now) },
    env,
  });
}

const enter = (id: string, attribute: string, value: unknown): Promise<Answer> =>
  staff(`/${id}/fields/${attribute}`, { value }, { method: "PUT" });

interface Pair {
  readonly id: string;
  readonly visitor: Browser;
  readonly token: string;
}

async function paired(decisions: Record<string, boolean> = { advice: true }): Promise<Pair> {
  const visitor = new Browser();
  await visitor.choose(decisions);
  const { collection: id, code } = (await staff("", {})).json;
  expect(code).toMatch(/^\d{8}$/);
  const { status, json } = await visitor.ask("/v1/collections/screen/pair", { body: { code } });
  expect(status).toBe(200);
  return { id, visitor, token: json.screen };
}

const tell = ({ visitor, token }: Pair, what: string, body: object): Promise<Answer> =>
  visitor.ask(`/v1/collections/screen/${what}`, { body, headers: { "earnest-screen": token } });

/** The first that a screen is told. */
async function told({
  token,
}: Pair): Promise<{ event: string; fields: { attribute: string; value: unknown; mark: number; shown: boolean; purposes: object[] }[] }> {
  const headers = {
    origin: "http://localhost",
    authorization: "Bearer pk_acme_main",
    "earnest-screen": token,
    "x-earnest-now": String(NOON),
  };
  const answer = await worker.fetch(
    new Request("http://localhost/v1/collections/screen?locale=en", { headers }),
    bindings(),
    createExecutionContext(),
  );
  expect(answer.headers.get("content-type")).toContain("text/event-stream");
  const reader = (answer.body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream()).getReader();
  const { value = "" } = await reader.read();
  await reader.cancel();
  const [, event = "", data = "{}"] =
    /event: (\w+)\ndata: (.*)/.exec(value) ?? /data: (.*)\nevent: (\w+)/.exec(value)?.toReversed().concat("") ?? [];
  return { event, ...JSON.parse(data) };
}

async function see(pair: Pair): Promise<void> {
  const { fields } = await told(pair);
  await tell(pair, "shown", { fields: fields.map(({ attribute, mark }) => ({ attribute, mark })) });
}

describe("a collection that the customer watches", () => {
  it("shows each field with its purpose, and keeps at the end what was shown and not struck, and nothing else", async () => {
    const pair = await paired();
    await enter(pair.id, "shoeSize", 44);
    const { fields } = await told(pair);
    expect(fields).toMatchObject([{ attribute: "shoeSize", value: 44, shown: false, purposes: [{ name: "Advice", why: "Why Advice" }] }]);
    await see(pair);
    await enter(pair.id, "allergy", "nuts");
    await see(pair);
    await tell(pair, "strike", { attribute: "allergy" });
    await enter(pair.id, "diary", "never shown");
    expect((await enter(pair.id, "allergy", "again")).json.errors).toMatchObject([{ rule: "running" }]);
    const state = await request(`/v1/collections/${pair.id}${SITE}`, { key: SECRET_KEY, headers: { "x-earnest-now": String(NOON) } });
    expect(state.json).toMatchObject({
      paired: true,
      fields: [
        { attribute: "allergy", struck: true },
        { attribute: "diary", shown: false, struck: false },
        { attribute: "shoeSize", shown: true },
      ],
    });
    const finished = await staff(`/${pair.id}/finish`, {});
    expect(finished.json).toEqual({ kept: ["shoeSize"], struck: ["allergy"], unseen: ["diary"], refused: [] });
    expect(await profileOf((await subjectOf(pair.visitor)) as never)).toMatchObject({ shoeSize: 44 });
    expect(await rowsOf("profile", "collection", "collection_field", "audit")).not.toMatch(/nuts|never shown/);
    expect((await staff(`/${pair.id}/finish`, {})).status).toBe(422);
  });

  it("keeps no value that was changed after it was shown, nor one that is kept for nothing allowed", async () => {
    const pair = await paired({ advice: false, memory: true, personal: true });
    await enter(pair.id, "diary", "first");
    await see(pair);
    await enter(pair.id, "diary", "second");
    await enter(pair.id, "shoeSize", 45);
    const { fields } = await told(pair);
    await tell(pair, "shown", {
      fields: fields.filter(({ attribute }) => attribute === "shoeSize").map(({ attribute, mark }) => ({ attribute, mark })),
    });
    expect((await staff(`/${pair.id}/finish`, {})).json).toEqual({ kept: [], struck: [], unseen: ["diary"], refused: ["shoeSize"] });
  });

  it("is paired once, by a code of ten minutes, and stays the one screen's", async () => {
    const { collection: id, code } = (await staff("", {})).json;
    const late = new Browser();
    late.now = NOON + 11 * MINUTE;
    const wrong = await late.ask("/v1/collections/screen/pair", { body: { code } });
    expect(wrong).toMatchObject({ status: 422, json: { errors: [{ field: "code", rule: "good" }] } });
    const [one, two] = [new Browser(), new Browser()];
    const answers = await Promise.all([one, two].map((visitor) => visitor.ask("/v1/collections/screen/pair", { body: { code } })));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 422]));
    const screen = answers.find(({ status }) => status === 200)?.json.screen;
    expect(await rowsOf("collection")).not.toMatch(new RegExp(`${code}|${screen}`));
    expect((await staff(`/${id}/finish`, {})).json.errors).toMatchObject([{ field: "collection", rule: "paired" }]);
    const stranger = await one.ask("/v1/collections/screen/strike", { body: { attribute: "diary" }, headers: { "earnest-screen": "x" } });
    expect(stranger).toMatchObject({ status: 404, json: { errors: [{ field: "earnest-screen", rule: "token" }] } });
  });

  it("keeps nothing whose striking was confirmed, whichever call of the end it comes before", async () => {
    const probe = await paired();
    await enter(probe.id, "shoeSize", 40);
    await see(probe);
    const whole = counting(bindings());
    await staff(`/${probe.id}/finish`, {}, { env: whole.env });
    const { d1, kv } = whole.counts();
    const answers = new Set<number>();
    for (let call = 1; call <= d1 + kv; call++) {
      const pair = await paired();
      await enter(pair.id, "shoeSize", 43);
      await see(pair);
      let confirmed = 0;
      const env = overtakenAt(bindings(), call, async () => {
        confirmed = (await tell(pair, "strike", { attribute: "shoeSize" })).status;
      });
      const { kept, struck } = (await staff(`/${pair.id}/finish`, {}, { env })).json;
      answers.add(confirmed);
      const [said, left] = confirmed === 200 ? [[], ["shoeSize"]] : [["shoeSize"], []];
      expect([kept, struck], `struck before call ${call}: ${confirmed}`).toEqual([said, left]);
      const profile = await profileOf(await subjectOf(pair.visitor));
      expect(Object.keys(profile ?? {}), `struck before call ${call}`).toEqual(kept);
    }
    expect(answers).toEqual(new Set([200, 404]));
  });

  it("comes to the same where its end was cut off at any call, and is gone within the hour", async () => {
    const probe = await paired();
    await enter(probe.id, "shoeSize", 41);
    await see(probe);
    const whole = counting(bindings());
    await staff(`/${probe.id}/finish`, {}, { env: whole.env });
    const { d1, kv } = whole.counts();
    for (const when of ["before", "after"] as const)
      for (let call = 1; call <= d1 + kv; call++) {
        const pair = await paired();
        await enter(pair.id, "shoeSize", 42);
        await see(pair);
        const first = await staff(`/${pair.id}/finish`, {}, { env: failingAt(bindings(), call, when) });
        const again = await staff(`/${pair.id}/finish`, {});
        // Where only the answer was lost, it is over already.
        expect(first.status === 200 ? [422] : [200, 422], `${when} call ${call}`).toContain(again.status);
        expect(await profileOf((await subjectOf(pair.visitor)) as never), `${when} call ${call}`).toMatchObject({ shoeSize: 42 });
      }
    const open = await paired();
    await enter(open.id, "diary", "left lying");
    await runCron(await platformOf(bindings(), () => undefined), "7 * * * *", NOON + 31 * MINUTE);
    expect(JSON.parse(await rowsOf("collection", "collection_field")).flat()).toEqual([]);
  });
});
