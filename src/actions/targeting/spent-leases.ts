import type { Lease, Pass } from "../../core/consent/pass.ts";

/** Passes of one isolate that showed something capped since they were sealed from the register. */
const GENERATION = 8_192;

/** What each share has left after all that was taken from it here; two generations, of which the old one is let go. */
let young = new Map<string, Lease["left"]>();
let old = new Map<string, Lease["left"]>();

/**
 * The pass with no more left than this isolate has not yet given out of the same share: a pass that is sent many times over
 * is one share all the same. Another isolate knows only what the pass itself says.
 */
export function asSpentHere(pass: Pass): Pass {
  const here = pass.lease && lastOf(nameOf(pass, pass.lease));
  if (!pass.lease || !here) return pass;
  const left = Object.fromEntries(Object.entries(pass.lease.left).map(([cap, most]) => [cap, Math.min(most, here[cap] ?? most)]));
  return { ...pass, lease: { ...pass.lease, left } };
}

/** Remembers what a share has left, before anything else can take from it. */
export function noteSpent(pass: Pass): void {
  if (!pass.lease) return;
  if (young.size >= GENERATION) {
    old = young;
    young = new Map();
  }
  young.set(nameOf(pass, pass.lease), pass.lease.left);
}

function lastOf(name: string): Lease["left"] | undefined {
  return young.get(name) ?? old.get(name);
}

/** A share is given when the register is read, which is what moves `issued`. */
function nameOf({ issued }: Pass, { tag }: Lease): string {
  return `${tag}.${issued}`;
}
