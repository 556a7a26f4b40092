import { readJob } from "../../storage/job.ts";
import { countConsents } from "../insight/count-consents.ts";
import { queueChanges } from "../webhook/queue-changes.ts";
import type { Under } from "./under.ts";

/** True once what was written in the old database before the bucket left has been counted and told from there. */
export async function feedsHavePassed({ platform, move, source, now }: Under): Promise<boolean> {
  await countConsents(platform, now);
  await queueChanges(platform, move.source, now);
  const counted = await readJob(platform.env.DB, `count-consents:${move.source}`);
  const told = await readJob(source, "tell-changes");
  return Number(counted?.cursor ?? 0) >= move.feed && Number(told?.cursor ?? 0) >= move.feed;
}
