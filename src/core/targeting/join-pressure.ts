import type { Instant } from "../kernel/instant.ts";
import type { Pressure } from "./pressure.ts";
import { SESSION_MS } from "./lease.ts";

type Counted = readonly [window: string, shown: number];

/**
 * Adds what the record of a merge was shown to what its root was, once (`id`): one person, one count. Of windows only the
 * latest counts; what rests for either rests for both, and what passes of either hold is given to nobody else.
 */
export function joinPressure(root: Pressure, child: Pressure, id: string): Pressure {
  if (root.joined?.includes(id)) return root;
  const later = child.last > root.last ? child : root;
  const isOneVisit = Math.abs(child.last - root.last) < SESSION_MS;
  const session = isOneVisit ? Math.min(root.session, child.session) : later.session;
  const [own, other] = [root, child].map((pressure) => inVisit(pressure, isOneVisit ? session : null));
  const counts = { ...own };
  for (const [cap, count] of Object.entries(other ?? {})) counts[cap] = summed(counts[cap], count);
  const rests = { ...root.rests };
  for (const [target, [until, ignored]] of Object.entries(child.rests)) {
    const [known, before] = rests[target] ?? [0, 0];
    rests[target] = [Math.max(known, until), Math.max(before, ignored)];
  }
  const seen = new Map<string, Instant>([...root.seen, ...child.seen]);
  const held = { ...child.held, ...root.held };
  return { counts, held, rests, session, last: later.last, seen: [...seen], joined: [...(root.joined ?? []), id] };
}

/** Counts by cap; those of the visit under way are named by its common beginning. */
function inVisit({ counts, session: own }: Pressure, session: Instant | null): Record<string, Counted> {
  if (session === null) return { ...counts };
  const renamed = Object.entries(counts).map(([cap, [window, shown]]): [string, Counted] => {
    return [cap, [window === String(own) ? String(session) : window, shown]];
  });
  return Object.fromEntries(renamed);
}

/** Windows of one cap are told in texts of one length, in order of time. */
function summed(known: Counted | undefined, [window, shown]: Counted): Counted {
  if (known === undefined || known[0] < window) return [window, shown];
  return known[0] === window ? [window, known[1] + shown] : known;
}
