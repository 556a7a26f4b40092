import type { SubjectId } from "../../core/kernel/ids.ts";
import type { Pressure } from "../../core/targeting/pressure.ts";
import { commit } from "../../storage/commit.ts";
import { readPressure, type Pressed } from "../../storage/pressure.ts";
import { forgetShards, shardOf } from "../../storage/shards.ts";
import { Unavailable, within } from "../../storage/within.ts";
import type { Call } from "../call.ts";

const MOST_TRIES = 12;
const waiting = new Map<SubjectId, Promise<unknown>>();

/**
 * Changes what is known of the pressure on a person, by compare-and-set; `work` may run more than once. In one isolate the
 * changes of a person wait for each other, so that many at once do not only get in each other's way. Throws `Unavailable`.
 */
export async function changePressure<T extends { readonly pressure: Pressure }>(
  call: Pick<Call, "platform" | "now">,
  subject: SubjectId,
  work: (pressure: Pressure, pressed: Pressed) => T,
  ms: number,
): Promise<T> {
  const before = waiting.get(subject);
  // The request before may have been cut off: it is waited for, but not for good.
  const turn = before ? within(ms, before).then(nothing, nothing) : Promise.resolve();
  const mine = turn.then(() => change(call, subject, work, ms));
  waiting.set(subject, mine);
  try {
    return await mine;
  } finally {
    if (waiting.get(subject) === mine) waiting.delete(subject);
  }
}

function nothing(): void {}

async function change<T extends { readonly pressure: Pressure }>(
  { platform, now }: Pick<Call, "platform" | "now">,
  subject: SubjectId,
  work: (pressure: Pressure, pressed: Pressed) => T,
  ms: number,
): Promise<T> {
  for (let attempt = 0; attempt < MOST_TRIES; attempt++) {
    const shard = await shardOf(platform.env, subject);
    const pressed = await readPressure(shard, subject, ms);
    const { version, pressure } = pressed;
    const changed = work(pressure, pressed);
    if (changed.pressure === pressure) return changed;
    const audit = { at: now, actor: "", action: "", target: subject, detail: {} };
    const written = await commit(
      shard,
      { kind: "pressure", changed: { subject, pressure: changed.pressure, expected: version, at: now } },
      audit,
    );
    if (written.ok) return changed;
    if (written.error === "moved") forgetShards();
    if (written.error === "unavailable") break;
  }
  throw new Unavailable("what was shown could not be counted");
}
