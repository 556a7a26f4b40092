import type { SubjectId } from "../../src/core/kernel/ids.ts";
import { callsOfControllers } from "../../src/actions/calls-of-controllers.ts";
import { finishMerges } from "../../src/actions/identity/finish-merges.ts";
import { runCron } from "../../src/jobs/cron.ts";
import type { Bindings } from "../../src/storage/bindings.ts";
import { platformOf } from "../../src/storage/platform.ts";
import { readSubject } from "../../src/storage/register.ts";
import { shardOf } from "../../src/storage/shards.ts";
import { bindings } from "./bindings.ts";
import { Browser, MINUTE, NOON, request, SECRET_KEY, type Answer } from "./client.ts";
import { counting } from "./faults.ts";
import { deliver, keeping, rowsOf, subjectOf } from "./subjects.ts";

const ref = (value: string) => ({ type: "subject", value });
export const proofOf = (): string => crypto.randomUUID();

export function merge(root: SubjectId, subject: SubjectId, proof = proofOf(), env?: Bindings): Promise<Answer> {
  return request("/v1/identities/merge?site=pk_acme_main", {
    key: SECRET_KEY,
    body: { root: ref(root), subject: ref(subject), source: "crm", proof },
    headers: { "x-earnest-now": String(NOON + MINUTE) },
    ...(env ? { env } : {}),
  });
}

export function unmerge(subject: SubjectId, env?: Bindings): Promise<Answer> {
  const headers = { "x-earnest-now": String(NOON + 3 * MINUTE) };
  return request("/v1/identities/unmerge?site=pk_acme_main", {
    key: SECRET_KEY,
    body: { subject: ref(subject) },
    headers,
    ...(env ? { env } : {}),
  });
}

export async function permitsOf(...subjects: readonly SubjectId[]): Promise<readonly Record<string, { allowed: boolean; why: string }>[]> {
  const body = { subjects: subjects.map(ref), purposes: ["personal", "ads", "memory"] };
  const { json } = await request("/v1/permits?site=pk_acme_main", {
    key: SECRET_KEY,
    body,
    headers: { "x-earnest-now": String(NOON + 2 * MINUTE) },
  });
  return json.permits.map((permit: { purposes: unknown }) => permit.purposes);
}

export async function attributesOf(subject: SubjectId): Promise<unknown> {
  return (await readSubject(await shardOf(bindings(), subject), subject, [], 5_000)).profile?.attributes;
}

/** Somebody who chose, and looked at as many shoes. */
export async function somebody(decisions: Record<string, boolean>, views: number): Promise<{ visitor: Browser; subject: SubjectId }> {
  const visitor = new Browser();
  await visitor.choose(decisions);
  const { env, kept } = keeping(bindings());
  visitor.env = env;
  for (let seen = 0; seen < views; seen++) await visitor.view(`p${seen}`);
  visitor.env = undefined;
  await deliver(kept);
  return { visitor, subject: await subjectOf(visitor) };
}

export async function callsOf(): Promise<number> {
  const { env, counts } = counting(bindings());
  await merge((await somebody({ personal: true }, 1)).subject, (await somebody({ personal: true }, 1)).subject, proofOf(), env);
  return counts().d1;
}

/** What the hourly job does for merges alone, where nothing else of it matters. */
export async function finishAlone(now: number): Promise<void> {
  const platform = await platformOf(bindings(), () => undefined);
  await finishMerges(
    platform,
    async () => [...(await callsOfControllers(platform, now, { kind: "system", job: "finish-merges" })).values()],
    now,
  );
}

export async function finish(now: number): Promise<void> {
  await runCron(await platformOf(bindings(), () => undefined), "7 * * * *", now);
}

export async function unfinished(): Promise<string> {
  const rows = JSON.parse(await rowsOf("merge")) as readonly (readonly { stage: string }[])[];
  return JSON.stringify(rows.flat().filter(({ stage }) => stage === "intended" || stage === "unmerging"));
}
