import { beforeAll, describe, expect, it } from "vitest";
import { countConsents } from "../../src/actions/insight/count-consents.ts";
import { testProgram } from "../support/program.ts";
import { bindings } from "./bindings.ts";
import { Browser, NOON, publish, request, SECRET_KEY } from "./client.ts";
import { YES } from "./subjects.ts";

const EN = { title: "What may we use?", intro: "You decide for each thing by itself." };
const DE = { title: "Was dürfen wir nutzen?", intro: "Sie entscheiden über jedes einzeln." };
const wordings = (changes: object = {}) => [{ key: "plain", share: 0.5, texts: { en: { ...EN, ...changes }, de: DE } }];
const program = (changes?: object) => testProgram({ wordings: wordings(changes) });

interface Notice {
  readonly version: string;
  readonly locale: string;
  readonly texts: { readonly title: string; readonly body: string; readonly accept: string; readonly refuse: string };
}

/** Fresh visitors, until each wording was drawn: 64 halves all on one side do not happen. */
async function views(): Promise<readonly { readonly visitor: Browser; readonly notice: Notice }[]> {
  const seen = new Map<string, { readonly visitor: Browser; readonly notice: Notice }>();
  for (let tries = 0; seen.size < 2 && tries < 64; tries++) {
    const visitor = new Browser();
    const { json, headers } = await visitor.ask("/v1/consent?locale=en");
    expect(headers.getSetCookie()).toEqual([]);
    seen.set(json.notice.version, { visitor, notice: json.notice });
  }
  return [...seen.values()].toSorted((a, b) => a.notice.version.length - b.notice.version.length);
}

const say = (visitor: Browser, { version, locale }: Notice, decisions: Readonly<Record<string, boolean>> = YES) =>
  visitor.ask("/v1/consent", { body: { decisions, notice: { version, locale }, method: "banner" } });

async function shownText(visitor: Browser): Promise<{ readonly version: string; readonly phrases: Notice["texts"] }> {
  const { json } = await visitor.ask("/v1/consent/history");
  const { notice } = JSON.parse(JSON.stringify(json.entries[0].record)) as { notice: { version: string; texts: string } };
  const row = await bindings().DB.prepare("SELECT body FROM notice_text WHERE hash = ?1").bind(notice.texts).first<{ body: string }>();
  return JSON.parse(row?.body ?? "null") as never;
}

beforeAll(async () => {
  expect((await publish(program())).status).toBe(201);
});

describe("the wordings of a notice", () => {
  it("are both shown, with the same two answers, and a choice on each keeps the words it was made on", async () => {
    const [standard, plain] = await views();
    if (!standard || !plain) throw new Error("one wording was never shown");
    expect(plain.notice.version).toBe(`${standard.notice.version}.plain`);
    expect(plain.notice.texts).toEqual({
      ...standard.notice.texts,
      title: EN.title,
      body: `${EN.intro} ${standard.notice.texts.body}`,
    });
    for (const { visitor, notice } of [standard, plain]) {
      expect((await say(visitor, notice)).status).toBe(201);
      expect(await shownText(visitor)).toMatchObject({ version: notice.version, phrases: notice.texts });
    }
    await countConsents({ env: bindings() }, NOON);
    const sql = "SELECT notice, count FROM consent_count WHERE metric = 'answered' ORDER BY notice";
    expect((await bindings().DB.prepare(sql).all()).results).toEqual([
      { notice: standard.notice.version, count: 1 },
      { notice: plain.notice.version, count: 1 },
    ]);
  });

  it("are drawn a view and not a person, and not where nothing is due", async () => {
    const visitor = new Browser();
    const versions = new Set<string>();
    for (let tries = 0; versions.size < 2 && tries < 64; tries++)
      versions.add((await visitor.ask("/v1/consent?locale=en")).json.notice.version);
    expect(versions.size).toBe(2);
    expect(visitor.jar.size).toBe(0);
    await visitor.choose(YES);
    for (let tries = 0; tries < 16; tries++)
      expect((await visitor.ask("/v1/consent?locale=en")).json).toMatchObject({
        consent: { noticeDue: false },
        notice: { version: [...versions].toSorted()[0] },
      });
  });

  it("take no yes to words that are not in force, and every no", async () => {
    const [standard, plain] = await views();
    if (!standard || !plain) throw new Error("one wording was never shown");
    const nobody = { ...plain.notice, version: `${standard.notice.version}.nobody` };
    expect((await say(plain.visitor, nobody)).json.errors).toMatchObject([{ field: "notice.version", rule: "current" }]);
    await publish(program({ intro: "It is up to you." }));
    const { status, json } = await say(plain.visitor, plain.notice);
    expect({ status, errors: json.errors }).toMatchObject({ status: 422, errors: [{ field: "notice.version", rule: "current" }] });
    expect((await say(plain.visitor, plain.notice, { personal: false })).status).toBe(201);
  });

  it("count for a form that was filled in on them, after others have taken their place", async () => {
    await publish(program());
    const [, plain] = await views();
    if (!plain) throw new Error("the wording was never shown");
    await publish();
    const told = await request("/v1/consent?site=pk_acme_main", {
      key: SECRET_KEY,
      headers: { "x-earnest-now": String(NOON) },
      body: {
        subject: { type: "card", value: "form7form7form7" },
        decisions: { personal: true },
        notice: { version: plain.notice.version, locale: "en" },
        ...{ method: "paper", actor: "desk-1", evidence: "form-7", place: { country: "DE" } },
      },
    });
    expect({ status: told.status, errors: told.json.errors }).toMatchObject({ status: 201 });
  });
});
