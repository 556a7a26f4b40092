import { beforeAll, describe, expect, it } from "vitest";
import { verifyLedger } from "../../src/actions/consent/verify-ledger.ts";
import type { SubjectId } from "../../src/core/kernel/ids.ts";
import { listHearings } from "../../src/storage/erasure-told.ts";
import { graveName, readErasure } from "../../src/storage/erasure.ts";
import { platformOf } from "../../src/storage/platform.ts";
import { readSubject } from "../../src/storage/register.ts";
import { shardOf } from "../../src/storage/shards.ts";
import { bindings } from "./bindings.ts";
import { open, send } from "./centre-forms.ts";
import { NOON, request, SECRET_KEY } from "./client.ts";
import { erase, everything, finish } from "./erasing.ts";
import { failEvery } from "./fail-every.ts";
import { person, server } from "./people.ts";
import { proveBy } from "./known.ts";
import { plant, publishTaking, type Planted } from "./planting.ts";
import { deliver, die } from "./subjects.ts";

beforeAll(publishTaking);

const HOUR = 3_600_000;

/** A text as it may be written anywhere: plainly, in hex, in base64, in a URL. */
function forms(text: string): readonly string[] {
  const bytes = new TextEncoder().encode(text);
  const base64 = btoa(text).replaceAll("=", "");
  return [text, bytes.toHex(), base64.slice(0, -1), encodeURIComponent(text)];
}

/** A subject as its 16 bytes may be written. */
function formsOf(subject: SubjectId): readonly string[] {
  const bytes = Uint8Array.fromHex(subject.slice(4));
  const base64 = bytes.toBase64().replaceAll("=", "");
  return [subject, subject.slice(4), base64, base64.replaceAll("+", "-").replaceAll("/", "_"), ...forms(subject)];
}

function linesWith(stored: string, texts: readonly string[]): readonly string[] {
  return stored.split("\n").filter((line) => texts.some((text) => line.includes(text)));
}

const tableOf = (line: string): string => line.split(" ")[1] ?? "";

/** What is stored of somebody else; what was given up of theirs is replayed as well. */
async function holdings({ subject, child, words }: Planted): Promise<readonly string[]> {
  const lines = linesWith(await everything(), [...formsOf(subject), ...formsOf(child), ...words]);
  return lines.filter((line) => tableOf(line) !== "dead_letter");
}

/** Queues are drained, what they gave up is replayed and drained again. */
async function drain({ inFlight, dying, subject }: Planted): Promise<void> {
  expect((await deliver(inFlight)).retried).toBe(0);
  expect(await die(dying, `dying-${subject}`)).toBe("acked");
  await request("/v1/dead-letters/replay", { key: SECRET_KEY, body: {} });
  expect((await deliver(dying)).retried).toBe(0);
}

/** All that may be left: the chain without what it said, and what a contract keeps, which the answer named. */
async function expectNothingOf({ subject, child, words }: Planted): Promise<void> {
  const stored = await everything();
  const found = words.filter((word) => !word.startsWith("account")).flatMap((word) => linesWith(stored, forms(word)));
  expect(found).toEqual([]);
  for (const own of [subject, child]) {
    const lines = linesWith(stored, formsOf(own));
    expect(new Set(lines.map(tableOf))).toEqual(new Set(own === subject ? ["register", "ledger", "profile"] : ["register", "ledger"]));
    const kept = lines.find((line) => tableOf(line) === "profile");
    const row = kept === undefined ? null : JSON.parse(kept.slice(kept.indexOf("{")));
    if (row) expect([Object.keys(JSON.parse(row.attributes)), row.trials, row.decisions]).toEqual([["account"], "{}", "[]"]);
    for (const line of lines.filter((item) => tableOf(item) === "ledger")) expect(line).toContain('"payload":null');
    expect((await verifyLedger(bindings(), own)).faults).toEqual([]);
  }
}

describe("a scan after an erasure, once queues and dead letters are drained", () => {
  it("finds every word that was planted before, and none of it after", async () => {
    const planted = await plant();
    const before = await everything();
    const stored = planted.words.filter((word) => linesWith(before, [word]).length > 0).map((word) => word.split("-")[0]);
    expect(new Set(stored)).toEqual(new Set(["proof", "seen", "liked", "hobby", "account", "basket", "merged"]));
    for (const table of ["identifier", "link", "exchange", "benefit", "redemption", "points_entry", "points_account", "alias", "merge"])
      expect(linesWith(before, formsOf(planted.subject)).map(tableOf), table).toContain(table);
    const bystander = await plant();
    const theirs = await holdings(bystander);
    expect(await erase(planted.subject)).toMatchObject({ kept: ["account"], done: true });
    await drain(planted);
    expect(await finish()).toBe(1);
    await expectNothingOf(planted);
    expect(await holdings(bystander)).toEqual(theirs);
    const points = linesWith(await everything(), ['"scheme":"test-brand/points"']).filter((line) => tableOf(line) === "points_entry");
    expect(points.filter((line) => line.includes("gone_")).map((line) => JSON.parse(line.slice(line.indexOf("{"))).points)).toEqual(
      expect.arrayContaining([987_654, 54, 987_600]),
    );
  });
});

it("the person's page says by name what a contract keeps, before they erase the rest, and after that it was kept", async () => {
  const { visitor, words } = await plant();
  await proveBy(visitor, `${words.find((word) => word.startsWith("mail-"))}@example.org`);
  expect((await open(visitor)).text).toContain("This stays, because a contract or the law makes us keep it: x.");
  const { text } = await send(visitor, "erase", [["sure", "yes"]]);
  expect(text).toContain("but for what a contract or the law makes us keep.");
  expect(text).not.toContain("Everything about you is erased.");
});

async function nameOf(subject: SubjectId): Promise<string> {
  return graveName(await platformOf(bindings(), () => undefined), subject);
}

/** Whether a plan is written down, and whether the chain has ended. */
async function standing(subject: SubjectId): Promise<readonly [planned: boolean, ended: boolean]> {
  const name = await nameOf(subject);
  const { registered } = await readSubject(await shardOf(bindings(), subject), subject, [], 5_000);
  return [(await readErasure(bindings().DB, name)) !== null, registered?.state.erased === true];
}

describe("an erasure that is cut off at any call", () => {
  for (const when of ["before", "after"] as const)
    it(`${when} it, is answered by what was written down, and comes to the same end`, async () => {
      const cutOff: { readonly subject: SubjectId; readonly user: string; readonly label: string }[] = [];
      await failEvery(async (_, __, broken, label) => {
        const { subject, user } = await person();
        const answer = await server("/v1/rights/erase", { subject: { type: "subject", value: subject } }, { env: broken });
        if (answer.status === 503) expect(answer.headers.get("retry-after"), label).not.toBeNull();
        else expect([[200, 202].includes(answer.status), ...(await standing(subject))], label).toEqual([true, true, answer.json.settled]);
        await finish(NOON + HOUR, broken).catch(() => undefined);
        cutOff.push({ subject, user, label });
      }, when);
      for (const { subject } of cutOff) await erase(subject);
      for (let sweep = 2; sweep < 5; sweep++) await finish(NOON + sweep * HOUR);
      const stored = await everything();
      for (const { subject, user, label } of cutOff) {
        expect(linesWith(stored, [user]), label).toEqual([]);
        expect(new Set(linesWith(stored, formsOf(subject)).map(tableOf)), label).toEqual(new Set(["register", "ledger"]));
        expect((await verifyLedger(bindings(), subject)).faults, label).toEqual([]);
        expect(await listHearings(bindings(), "acme", await nameOf(subject)), label).toMatchObject([{ webhook: "crm" }]);
      }
    });
});
