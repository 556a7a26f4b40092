import { toBase64Url } from "../../core/kernel/bytes.ts";
import { send } from "../../storage/outbox.ts";
import { randomBytes } from "../../storage/platform.ts";
import type { Call } from "../call.ts";

/** One kind of thing that was not kept. `event` is a name the program declares, or empty: others are anybody's words. */
export interface Drop {
  readonly event: string;
  readonly reason: string;
  readonly count: number;
}

const EVERY_MS = 60_000;
/** Sooner, when there is so much to count. */
const MOST_COUNTED = 1_000;
interface Counted {
  drops: Map<string, Drop>;
  count: number;
  since: number;
}
const counted = new Map<string, Counted>();

/**
 * Counts what was not kept, without anything of it. Counts are gathered in memory and leave once a minute and site, with
 * the next thing that is dropped; an isolate that ends takes what it still holds with it.
 */
export function countDrops(call: Call, drops: readonly Drop[]): void {
  if (drops.length === 0) return;
  const { site } = call.program;
  const held = counted.get(site.key) ?? { drops: new Map<string, Drop>(), count: 0, since: call.now };
  counted.set(site.key, held);
  for (const drop of drops) {
    const name = `${drop.event}|${drop.reason}`;
    held.drops.set(name, { ...drop, count: drop.count + (held.drops.get(name)?.count ?? 0) });
    held.count += drop.count;
  }
  if (Math.abs(call.now - held.since) < EVERY_MS && held.count < MOST_COUNTED) return;
  const message = { site: site.key, rule: call.rule.id, signals: call.signals, id: toBase64Url(randomBytes(12)), at: call.now };
  const leaving = [...held.drops.values()];
  Object.assign(held, { drops: new Map<string, Drop>(), count: 0, since: call.now });
  call.platform.defer(send(call.platform, { kind: "drops", ...message, drops: leaving }, call.now).catch(() => undefined));
}
