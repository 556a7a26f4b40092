import type { Lease } from "../../core/consent/pass.ts";
import { askedIn, refusedIn } from "../../core/exchange/ask.ts";
import type { Pressure } from "../../core/targeting/pressure.ts";
import { withAsksOf } from "../../core/targeting/rests.ts";
import { mayStick } from "../../core/targeting/trial.ts";
import type { Asked } from "../../storage/asked.ts";
import type { Item } from "../../storage/commit.ts";
import type { AskedMessage } from "../../storage/outbox.ts";
import type { Platform } from "../../storage/platform.ts";
import { readTogether, type Together } from "../../storage/subjects.ts";
import { Unavailable } from "../../storage/within.ts";
import type { Call } from "../call.ts";
import { permitOfRegister, wasRefusedSince } from "../gate-message.ts";
import type { Arrived } from "../targeting/fold-exposures.ts";
import { changePressure } from "../targeting/change-pressure.ts";
import { writePlans } from "../targeting/write-plans.ts";

const WAIT_MS = 5_000;

/**
 * Takes down who saw which question and who said no, once a person however often it is brought, and lets it rest for them on
 * every device, whether or not the one that saw it comes back; as far as its purpose and to be remembered are allowed now.
 * Throws `Unavailable` when something is left to bring again.
 */
export async function foldAsked(platform: Platform, arrived: readonly Arrived<AskedMessage>[]): Promise<void> {
  const known = await readTogether(platform.env, new Map(arrived.map(({ message }) => [message.subject, []])), WAIT_MS);
  const items = arrived.flatMap((item) => {
    const held = known.get(item.message.subject);
    return held ? (itemOf(item, held) ?? []) : [];
  });
  for (const { call, asked, rests } of items) {
    const work = (pressure: Pressure) => ({ pressure: withAsksOf(pressure, rests, call.now) });
    await changePressure(call, asked.subject, work, WAIT_MS);
  }
  const ofDatabase = Map.groupBy(items, ({ item }) => item.shard.db);
  const left = await Promise.all(
    [...ofDatabase].map(([db, own]) =>
      writePlans(
        db,
        own.map(({ item }) => ({ item, from: [item] })),
      ),
    ),
  );
  if (left.flat().length > 0) throw new Unavailable("who was asked could not be taken down");
}

interface Taken {
  readonly call: Call;
  readonly item: Item;
  readonly asked: Asked;
  /** Until when what rests for the person. */
  readonly rests: Lease["rests"];
}

function itemOf({ call, message }: Arrived<AskedMessage>, { root, shard, registered }: Together): Taken | null {
  const { program } = call;
  const { ask: key, variant, at, said } = message;
  const ask = program.asks.find((item) => item.key === key);
  const purpose = program.compiled.purposes[ask?.purpose ?? -1];
  if (!ask || !purpose) return null;
  const { mask } = permitOfRegister(call, registered, "browser");
  if ((mask & (1 << ask.purpose)) === 0 || !mayStick(program, mask)) return null;
  if (wasRefusedSince(call, registered?.state, ask.purpose, at)) return null;
  const asked = { subject: root, ask: key, controller: program.site.controller, variant, purpose: purpose.key, at, said };
  const audit = { at: call.now, actor: "system:fold-asked", action: "ask.seen", target: root, detail: { ask: key } };
  const { rests } = (said === "seen" ? askedIn : refusedIn)(NOTHING_HELD, ask, at);
  return { call, item: { shard, change: { kind: "asked", asked }, audit }, asked, rests };
}

const NOTHING_HELD: Lease = { tag: "", left: {}, rests: {} };
