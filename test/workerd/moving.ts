import { expect } from "vitest";
import { NOTHING_SAID } from "../../src/core/consent/state.ts";
import { sealPass } from "../../src/core/consent/seal.ts";
import { asSubjectId, type SubjectId } from "../../src/core/kernel/ids.ts";
import { platformOf } from "../../src/storage/platform.ts";
import { allDatabases, forgetShards, shardOfBucket } from "../../src/storage/shards.ts";
import { bindings } from "./bindings.ts";
import { Browser, NOON, request, SECRET_KEY, type Answer } from "./client.ts";
import { deliver, keeping } from "./subjects.ts";

export const names = (): readonly string[] => allDatabases(bindings()).map(({ name }) => name);

function newSubject(bucket: number): SubjectId {
  const hex = bucket.toString(16).padStart(2, "0") + crypto.randomUUID().replaceAll("-", "").slice(2);
  const subject = asSubjectId(`sub_${hex}`);
  if (!subject) throw new Error("no subject id");
  return subject;
}

/** A browser whose pass names a subject of a bucket, of whom nothing is known yet. */
async function visitorIn(bucket: number): Promise<{ readonly visitor: Browser; readonly subject: SubjectId }> {
  const visitor = new Browser();
  const subject = newSubject(bucket);
  const { keyring } = await platformOf(bindings(), () => undefined);
  const times = { issued: NOON, soft: NOON + 60_000, hard: NOON + 300_000, keep: NOON + 1e9 };
  const pass = { subject, state: NOTHING_SAID, facets: {}, omitted: [], deltas: [], pending: [], lease: null, sticky: {}, ...times };
  const binding = { controller: "acme", site: "pk_acme_main", audience: "browser" } as const;
  visitor.jar.set("__Host-earnest", await sealPass(keyring, binding, pass, NOON, crypto.getRandomValues(new Uint8Array(12))));
  return { visitor, subject };
}

export async function somebody(bucket: number, decisions: Record<string, boolean> = { personal: true }) {
  const person = await visitorIn(bucket);
  expect((await person.visitor.choose(decisions)).status).toBe(201);
  return person;
}

export async function view(visitor: Browser, product: string): Promise<void> {
  const { env, kept } = keeping(bindings());
  visitor.env = env;
  expect((await visitor.view(product)).json.accepted).toBe(1);
  visitor.env = undefined;
  await until(async () => (await deliver(kept)).retried === 0);
}

/** Does it again while a fence is up. */
export async function until(work: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 500; tries++) if (await work()) return;
  throw new Error("it never came to be");
}

export const move = (bucket: number, binding: string): Promise<Answer> =>
  request("/v1/shards/move", { key: SECRET_KEY, body: { bucket, binding } });

export async function moveAll(bucket: number, binding: string): Promise<void> {
  for (let call = 0; call < 50; call++) {
    const { status, json } = await move(bucket, binding);
    expect({ status, json }).toEqual({ status: 200, json: expect.anything() });
    if (json.done) return;
  }
  throw new Error("the move does not end");
}

/** Two databases that do not have a bucket, and the one that has. */
export async function placesOf(bucket: number): Promise<readonly [from: string, ...to: string[]]> {
  forgetShards();
  const { binding } = await shardOfBucket(bindings(), bucket);
  return [binding, ...names().filter((name) => name !== binding)];
}
