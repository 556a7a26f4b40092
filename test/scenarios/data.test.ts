import { spawn } from "node:child_process";
import { appendFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inTop } from "../../src/cli/paths.ts";
import { startScenario, type Scenario } from "../support/scenario.ts";

let shop: Scenario;
let folder: string;
beforeAll(async () => {
  [shop, folder] = [await startScenario("web-shop"), await mkdtemp(`${tmpdir()}/earnest-data-`)];
  const program = structuredClone(shop.program) as { attributes: unknown[]; reports?: unknown[]; offers?: unknown[] };
  const texts = { en: { name: "A cap" }, de: { name: "Eine Mütze" } };
  program.offers = [...(program.offers ?? []), { key: "cap", benefit: { kind: "gift", value: "cap" }, codes: "unique", texts }];
  const account = {
    key: "account",
    type: "string",
    source: "volunteered",
    purposes: ["service"],
    texts: { en: { name: "Account" }, de: { name: "Konto" } },
  };
  program.attributes.push(account);
  program.reports = [...(program.reports ?? []), { key: "accounts", purpose: "service", attributes: ["account"] }];
  expect(await shop.publish(program)).toMatchObject({ status: 201 });
});
afterAll(async () => {
  await shop.stop();
  await rm(folder, { recursive: true, force: true });
});

interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** `npm run data`, as somebody types it, cut off when it has said something. */
function data(words: readonly string[], cutAt?: RegExp): Promise<Ran> {
  const child = spawn(process.execPath, [inTop("src/cli/data.ts"), ...words, "--url", shop.url.href], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said = { out: "", err: "" };
  child.stdout.on("data", (chunk: Buffer) => {
    said.out += chunk.toString();
    if (cutAt?.test(said.out)) child.kill("SIGKILL");
  });
  child.stderr.on("data", (chunk: Buffer) => (said.err += chunk.toString()));
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, ...said })));
}

/** Somebody with a card who said yes at a till. */
async function customer(card: string): Promise<void> {
  const { json } = await shop.person("pk_demo_shop").ask("/v1/consent");
  const told = { method: "card", actor: "till-1", evidence: "slip-1", place: { country: "DE" } };
  const subject = { type: "card", value: card };
  const body = { ...told, subject, decisions: { personalization: true }, notice: { version: json.notice.version, locale: "en" } };
  expect(await shop.server("/v1/consent?site=pk_demo_shop", { body })).toMatchObject({ status: 201 });
}

const linesOf = async (file: string): Promise<readonly string[]> =>
  (await readFile(file, "utf8")).split(/\r?\n/).filter((line) => line !== "");
const count = async (sql: string): Promise<unknown> => (await shop.rows(sql))[0]?.["n"];

describe("npm run data", () => {
  it("imports events, says what it refused and where, writes nothing in a dry run, and exports them again", async () => {
    await customer("card4711");
    const file = `${folder}/views.csv`;
    const rows = Array.from({ length: 40 }, (_, at) => `card4711,e${at},Product Viewed,2026-11-01T00:00:00Z,shoes`);
    await writeFile(file, ["card,id,event,at,fields.category", ...rows, `card4711,e99,Unheard,2026-11-01T00:00:00Z,`].join("\n"));
    const words = ["import", file, "--from", "crm", "--kind", "events"];
    const dry = await data([...words, "--dry-run"]);
    expect(dry.out).toMatch(/part 1 \(100 %\): 41 records, 40 written, 0 unchanged, 1 refused\nNothing was written/);
    expect(await count("SELECT count(*) AS n FROM event")).toBe(0);
    const first = await data(words);
    expect(first).toMatchObject({ code: 1, err: "record 41: event is not an event of this program (declared)\n" });
    expect(first.out).toMatch(/part 1 \(100 %\): 41 records, 40 written/);
    expect((await data(words)).out).toMatch(/part 1 was in \(100 %\): 41 records, 40 written/);
    const stored = () => count("SELECT count(*) AS n FROM event");
    expect(await shop.until(stored, (n) => n === 40)).toBe(40);

    const target = `${folder}/views.ndjson`;
    expect(await data(["export", target, "--kind", "events", "--purpose", "personalization"])).toMatchObject({ code: 0, err: "" });
    const lines = await linesOf(target);
    expect(lines).toHaveLength(40);
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({ id: "e0", event: "Product Viewed", fields: { category: "shoes" } });
  });

  it("goes on where it was cut off, and counts nothing twice", async () => {
    const file = `${folder}/people.ndjson`;
    const people = Array.from({ length: 2_500 }, (_, at) => ({
      user: `u${at}`,
      at: "2026-11-01T00:00:00Z",
      attributes: { account: `no ${at}` },
    }));
    // Three parts: a line may be padded.
    await writeFile(file, people.map((person) => JSON.stringify(person).padEnd(1_000)).join("\n"));
    const words = ["import", file, "--from", "crm", "--source", "volunteered"];
    expect((await data(words, /part 1/)).code).toBeNull();
    const second = await data(words);
    expect(second).toMatchObject({ code: 0, err: "" });
    expect(second.out).toMatch(/^part 1 was in .*\n(.*\n)*part 3 \(100 %\): 2500 records, 2500 written, 0 unchanged, 0 refused\n/);
    expect(await count("SELECT count(*) AS n FROM identifier")).toBe(2_501);
    expect(await count("SELECT count(*) AS n FROM import_part")).toBe(4);

    const [cut, whole] = [`${folder}/cut.csv`, `${folder}/whole.csv`];
    expect((await data(["export", cut], /1000 records/)).code).toBeNull();
    expect((await data(["export", cut, "--purpose", "service"])).code).toBe(1);
    expect(await data(["export", cut])).toMatchObject({ code: 0, err: "" });
    expect(await data(["export", whole])).toMatchObject({ code: 0, err: "" });
    expect(await readFile(cut, "utf8")).toBe(await readFile(whole, "utf8"));
    expect(await data(["export", whole])).toMatchObject({ code: 1 });
    expect((await linesOf(whole)).length).toBeGreaterThan(2_500);

    await data(["export", `${folder}/bucket.csv`, "--bucket", "17"]);
    const [names, ...all] = await linesOf(whole);
    expect(await linesOf(`${folder}/bucket.csv`)).toEqual([names, ...all.filter((line) => line.startsWith("sub_11"))]);
    expect((await data(["unused"])).out).toMatch(/^account {2}2500 profiles$/m);
  });

  it("draws codes and adds them to an offer, goes on where it was cut off, and says which lines it refused", async () => {
    const file = `${folder}/codes.txt`;
    expect((await data(["codes", file, "--make", "60000", "--begin", "CAP-"])).code).toBe(0);
    expect((await data(["codes", file, "--make", "1"])).code).toBe(1);
    const codes = await linesOf(file);
    expect(new Set(codes).size).toBe(60_000);
    expect(codes[0]).toMatch(/^CAP(-[0-9A-HJKMNP-TV-Z]{4}){4}$/);
    await appendFile(file, "\nSUMMER\n");
    const words = ["codes", file, "--offer", "cap"];
    expect((await data(words, /part 1/)).code).toBeNull();
    const second = await data(words);
    expect(second).toMatchObject({ code: 1, err: "line 60002: guessable\n" });
    expect(second.out).toMatch(/part 2 \(100 %\): 60000 added, 0 known, 1 refused\n$/);
    expect((await data(words)).out).toBe(second.out);
    expect(await count("SELECT count(*) AS n FROM coupon")).toBe(60_000);
    const headers = { "idempotency-key": "till-1-receipt-1" };
    const redeemed = await shop.server("/v1/offers/redeem?site=pk_demo_shop", { body: { code: codes[59_999] }, headers });
    expect(redeemed).toMatchObject({ status: 200, json: { offer: "cap" } });
  });
});
