import { afterText, readAfter, type After } from "../../core/exchange/journey-page.ts";
import { readJob, writeJob } from "../../storage/job.ts";
import { listCutOff } from "../../storage/promise.ts";
import type { Call } from "../call.ts";
import { keepPromise } from "./keep-promise.ts";

/** As many a run: each takes a few calls, and an invocation has a bounded number. */
const AT_ONCE = 100;
/** Younger ones are still under way. */
const UNDER_WAY_MS = 120_000;

/**
 * Keeps promises of a controller that were cut off: a page a run. Where there are more, the next run goes on behind it, so that
 * those that cannot be kept keep nobody waiting. Answers what failed. Throws `Unavailable`.
 */
export async function keepCutOff(call: Call): Promise<readonly unknown[]> {
  const first = await pageAfter(call, null);
  if (first.length < AT_ONCE) return keepAll(call, first);
  const { env } = call.platform;
  const job = `keep-promises:${call.program.site.controller}`;
  const after = readAfter((await readJob(env.DB, job))?.cursor ?? "");
  const page = after === null ? first : await pageAfter(call, after);
  const failures = await keepAll(call, page);
  const last = page.length < AT_ONCE ? undefined : page.at(-1);
  await writeJob(env.DB, job, last ? afterText({ at: last.due, id: last.id }) : "", 0, call.now);
  return failures;
}

function pageAfter({ platform, program, now }: Call, after: After | null): ReturnType<typeof listCutOff> {
  return listCutOff(platform.env, program.site.controller, now - UNDER_WAY_MS, after, AT_ONCE);
}

async function keepAll(call: Call, page: Awaited<ReturnType<typeof listCutOff>>): Promise<readonly unknown[]> {
  const failures: unknown[] = [];
  for (const owed of page) await keepPromise(call, owed).catch((error: unknown) => failures.push(error));
  return failures;
}
