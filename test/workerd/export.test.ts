import { beforeAll, describe, expect, it } from "vitest";
import type { SubjectId } from "../../src/core/kernel/ids.ts";
import { shardOf } from "../../src/storage/shards.ts";
import { testProgram } from "../support/program.ts";
import { bindings } from "./bindings.ts";
import { Browser, DAY, NOON, publish, request, SECRET_KEY, type Answer } from "./client.ts";
import { rowsOf, subjectOf, YES } from "./subjects.ts";

beforeAll(async () => {
  const program = testProgram() as { attributes: unknown[]; reports?: unknown[] };
  const told = { source: "volunteered", texts: { en: { name: "Told" }, de: { name: "Gesagt" } } };
  program.attributes.push(
    { ...told, key: "shoeSize", type: "number", purposes: ["personal"] },
    { ...told, key: "account", type: "string", purposes: ["service"] },
  );
  program.reports = [{ key: "told", purpose: "personal", attributes: ["shoeSize", "account"] }];
  expect((await publish(program)).status).toBe(201);
});

const TOLD = { source: "volunteered", at: NOON - DAY, origin: "import", expires: NOON + DAY };

/** Somebody of whom a size, an account and a view of a product are stored. */
async function somebody(): Promise<{ readonly visitor: Browser; readonly subject: SubjectId }> {
  const visitor = new Browser();
  await visitor.choose(YES);
  const subject = await subjectOf(visitor);
  const { db } = await shardOf(bindings(), subject);
  const values = {
    shoeSize: { ...TOLD, value: 42, purposes: ["personal"] },
    account: { ...TOLD, value: 'a "gold" one, yes', purposes: ["service"] },
    unheard: { ...TOLD, value: "of", purposes: ["personal"] },
  };
  const insert = "INSERT INTO profile (subject, controller, version, attributes, updated_at) VALUES (?1, 'acme', 1, ?2, 0)";
  await db.prepare(insert).bind(subject, JSON.stringify(values)).run();
  for (const id of ["a.%1", "b"]) {
    await db
      .prepare("INSERT INTO event (subject, id, name, at, expires, fields) VALUES (?1, ?2, 'Product Viewed', ?3, ?4, ?5)")
      .bind(subject, id, NOON - DAY, NOON + DAY, JSON.stringify({ category: "shoes", secret: "never declared" }))
      .run();
  }
  return { visitor, subject };
}

function ask(kind: string, query = ""): Promise<Answer> {
  return request(`/v1/exports/${kind}?site=pk_acme_main${query}`, { key: SECRET_KEY, headers: { "x-earnest-now": String(NOON) } });
}

/** The whole of an export, part by part, and how many parts it took. */
async function all(kind: string, query = "", limit = 2): Promise<{ readonly text: string; readonly parts: number }> {
  let [text, parts, next] = ["", 0, "" as string | null];
  for (; next !== null; parts++) {
    const part = await ask(kind, `${query}&limit=${limit}&after=${encodeURIComponent(next)}`);
    expect(part.status).toBe(200);
    text += part.text;
    next = part.headers.get("earnest-next");
  }
  return { text, parts };
}

interface Line {
  readonly subject: string;
  readonly person: string;
  readonly id: string;
  readonly fields: unknown;
  readonly attributes: Readonly<Record<string, { readonly value: unknown; readonly purposes: readonly string[] }>>;
}

const linesIn = (text: string): readonly Line[] =>
  text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Line);

async function linesOf(subject: SubjectId, kind: string, query = ""): Promise<readonly Line[]> {
  return linesIn((await all(kind, query, 1_000)).text).filter((line) => line.subject === subject);
}

describe("an export", () => {
  it("comes in parts that make up the whole, each once, in the order of subjects, and the same when asked again", async () => {
    const people = [];
    for (let at = 0; at < 5; at++) people.push((await somebody()).subject);
    for (const kind of ["profiles", "events"]) {
      const [small, large] = [await all(kind, "", 2), await all(kind, "", 1_000)];
      expect(small.parts).toBeGreaterThan(2);
      expect(small.text).toBe(large.text);
      const subjects = linesIn(small.text).map(({ subject }) => subject);
      expect(subjects).toEqual(subjects.toSorted());
      expect(new Set(subjects)).toEqual(new Set(people));
      expect(subjects).toHaveLength(kind === "profiles" ? 5 : 10);
    }
    const [csv, whole] = [await all("profiles", "&format=csv", 2), await all("profiles", "&format=csv", 1_000)];
    expect(csv.text).toBe(whole.text);
    expect(csv.text.split("\r\n")[0]).toMatch(/^subject,person,attributes\..*attributes\.shoeSize,attributes\.account$/);
    expect(csv.text).toContain('42,"a ""gold"" one, yes"\r\n');
    const own = [...new Set(people.map((subject) => Number.parseInt(subject.slice(4, 6), 16)))].toSorted((a, b) => a - b);
    for (const kind of ["profiles", "events"]) {
      const texts = await Promise.all(own.map(async (bucket) => (await all(kind, `&bucket=${bucket}`, 1)).text));
      expect(texts.join("")).toBe((await all(kind)).text);
    }
    expect((await all("events", "&format=csv")).text).toMatch(/^subject,person,id,event,at,fields\.category.*\r\n/);
  });

  it("holds what the register allows at that moment, for the purpose that is asked for, and nothing undeclared", async () => {
    const { visitor, subject } = await somebody();
    const [profile] = await linesOf(subject, "profiles");
    expect(profile).toMatchObject({ person: subject, attributes: { shoeSize: { value: 42, purposes: ["personal"] } } });
    expect(Object.keys(profile?.attributes ?? {}).toSorted()).toEqual(["account", "shoeSize"]);
    expect(Object.keys((await linesOf(subject, "profiles", "&purpose=service"))[0]?.attributes ?? {})).toEqual(["account"]);
    expect((await linesOf(subject, "events")).map(({ id, fields }) => [id, fields])).toEqual([
      ["a.%1", { category: "shoes" }],
      ["b", { category: "shoes" }],
    ]);
    expect(await linesOf(subject, "events", "&purpose=service")).toEqual([]);
    await visitor.withdraw();
    expect(Object.keys((await linesOf(subject, "profiles"))[0]?.attributes ?? {})).toEqual(["account"]);
    expect(await linesOf(subject, "events")).toEqual([]);
    await visitor.choose(YES);
    // What a withdrawal ended does not come back with a new yes.
    expect(Object.keys((await linesOf(subject, "profiles"))[0]?.attributes ?? {})).toEqual(["account"]);
    expect(await linesOf(subject, "events")).toEqual([]);
  });

  it("names the person a merged record belongs to, and goes by their register", async () => {
    const [root, other] = [await somebody(), await somebody()];
    const body = {
      root: { type: "subject", value: root.subject },
      subject: { type: "subject", value: other.subject },
      source: "t",
      proof: "t",
    };
    expect((await request("/v1/identities/merge?site=pk_acme_main", { key: SECRET_KEY, body })).status).toBe(200);
    expect((await linesOf(other.subject, "profiles"))[0]).toMatchObject({ person: root.subject });
    await root.visitor.withdraw();
    expect(Object.keys((await linesOf(other.subject, "profiles"))[0]?.attributes ?? {})).toEqual(["account"]);
    expect(await linesOf(other.subject, "events")).toEqual([]);
  });

  it("keeps controllers apart, waits for a bucket that is in no database, and says in the audit who took what", async () => {
    const { subject } = await somebody();
    const theirs = await request("/v1/exports/profiles?site=pk_other_main", { key: SECRET_KEY });
    expect(theirs).toMatchObject({ status: 200, text: "" });
    const { db, bucket, epoch } = await shardOf(bindings(), subject);
    await db.prepare("UPDATE bucket_owner SET epoch = 0 WHERE bucket = ?1").bind(bucket).run();
    expect((await ask("profiles")).status).toBe(503);
    await db.prepare("UPDATE bucket_owner SET epoch = ?2 WHERE bucket = ?1").bind(bucket, epoch).run();
    await ask("profiles", "&purpose=service");
    expect(await rowsOf("audit")).toMatch(
      /data\.export","target":"pk_acme_main","detail":"\{\\"kind\\":\\"profiles\\",\\"purpose\\":\\"service\\"/,
    );
  });
});
