import { drive } from "./load.ts";
import { SLOTS } from "./program.ts";
import { race, rowsOf } from "./race.ts";
import { MANY_SITE, round, SECRET, SITE, startRig, type Rig } from "./rig.ts";
import type { Bench } from "./row.ts";
import { decideRequests } from "./visitors.ts";

/** Rounds long enough that each holds its share of garbage collection; a ratio is of two that stood next to each other. */
const ROUNDS = 9;
const REQUESTS = 4_000;
/** Within what an isolate remembers: two generations of 8,192. */
const VISITORS = 10_000;

const SIZE = { rounds: ROUNDS, requests: REQUESTS };
const LAPS = `${ROUNDS} rounds of ${REQUESTS} requests for each, in turn`;

/** The remembered pass: every visitor came before, and comes again in turn. */
export const decideRemembered: Bench = {
  names: ["decide_vs_echo", "decide_vs_echo_cpu", "decide_vs_sized_echo", "decide_vs_sized_echo_cpu"],
  protocol: `decide, a pass remembered, over an echo (and one whose answer is as long): ${LAPS}; ${VISITORS} passes, each sent three times before`,
  run: async () => {
    const rig = await startRig([SITE]);
    try {
      const passes = await decideRequests(SECRET, SITE, VISITORS);
      await warmUp(rig, SITE, passes);
      const laps = await race(rig, ["echo", "sized-echo", SITE], (at) => from(passes, at), SIZE);
      await noneTouched(rig);
      return [...rowsOf("decide_vs_echo", laps, SITE, "echo", 0.8), ...rowsOf("decide_vs_sized_echo", laps, SITE, "sized-echo", 0.8)];
    } finally {
      await rig.workerd.stop();
    }
  },
};

/** The new pass: every request brings one that this isolate has never seen. */
export const decideNew: Bench = {
  names: ["decide_new_pass_vs_echo", "decide_new_pass_vs_echo_cpu", "decide_new_pass_vs_sized_echo", "decide_new_pass_vs_sized_echo_cpu"],
  protocol: `decide, every pass new, over the same: ${LAPS}, ${ROUNDS * REQUESTS} passes; passes sealed just before each lap and sent to decide once`,
  run: async () => {
    const rig = await startRig([SITE]);
    try {
      await warmUp(rig, SITE, await decideRequests(SECRET, SITE, REQUESTS));
      const sealed: Promise<readonly Buffer[]>[] = [];
      const laps = await race(rig, ["echo", "sized-echo", SITE], (at) => (sealed[at] ??= decideRequests(SECRET, SITE, REQUESTS)), SIZE);
      await noneTouched(rig);
      return [
        ...rowsOf("decide_new_pass_vs_echo", laps, SITE, "echo", 0.65),
        ...rowsOf("decide_new_pass_vs_sized_echo", laps, SITE, "sized-echo", 0.65),
      ];
    } finally {
      await rig.workerd.stop();
    }
  },
};

/** A hundred times the experiences, of the same selectivity. */
export const decideMany: Bench = {
  names: ["decide_10k_vs_100", "decide_10k_vs_100_cpu"],
  protocol: `decide with 10,000 live experiences over decide with 100, an isolate for each, passes remembered: ${LAPS}`,
  run: async () => {
    const rig = await startRig([SITE, MANY_SITE]);
    try {
      const few = await decideRequests(SECRET, SITE, VISITORS);
      const many = await decideRequests(SECRET, MANY_SITE, VISITORS);
      await warmUp(rig, SITE, few, []);
      await warmUp(rig, MANY_SITE, many, []);
      const laps = await race(rig, [SITE, MANY_SITE], (at, service) => from(service === SITE ? few : many, at), SIZE);
      await noneTouched(rig);
      return rowsOf("decide_10k_vs_100", laps, MANY_SITE, SITE, 0.8);
    } finally {
      await rig.workerd.stop();
    }
  },
};

/** KV and D1 calls a decision costs in a warm isolate; with a new pass and with a remembered one alike. */
export const decideStorage: Bench = {
  names: ["decide_storage_calls"],
  protocol: "calls that reach the services behind KV and D1 in a warm isolate: every pass comes once, twice and a third time",
  run: async () => {
    const rig = await startRig([SITE]);
    try {
      const [first, ...rest] = await decideRequests(SECRET, SITE, 5_001);
      await verify(rig, SITE, first);
      const before = await rig.storageCalls();
      const total = rest.length * 3;
      await round(rig, SITE, { requests: rest, total });
      const after = await rig.storageCalls();
      const [kv, d1] = [after.kv - before.kv, after.d1 - before.d1];
      const note = `${total} decisions: ${kv} KV, ${d1} D1 (the isolate's first decision: ${before.kv} KV, ${before.d1} D1)`;
      return [{ name: "decide_storage_calls", value: (kv + d1) / total, unit: "calls", budget: 0, bound: "most", note }];
    } finally {
      await rig.workerd.stop();
    }
  },
};

/** The requests a lap begins with, so that all visitors have their turn. */
function from(requests: readonly Buffer[], lap: number): readonly Buffer[] {
  const first = (lap * REQUESTS) % requests.length;
  return [...requests.slice(first), ...requests.slice(0, first)];
}

/** Looks at an answer, opens every pass (one is remembered from its second time on), and lets the engine compile what is hot. */
async function warmUp(
  rig: Rig,
  site: string,
  requests: readonly Buffer[],
  beside: readonly string[] = ["echo", "sized-echo"],
): Promise<void> {
  await verify(rig, site, requests[0]);
  for (const service of [site, site, site, ...beside]) await round(rig, service, { requests, total: requests.length });
}

/** The first answer, read whole: the slots that must be filled are, with reasons, under the grants of the pass. */
async function verify(rig: Rig, site: string, request: Buffer | undefined): Promise<void> {
  let text = "";
  const onAnswer = (_: number, answer: Buffer): void => void (text = answer.toString());
  await drive({ port: rig.workerd.ports[site] ?? 0, requests: request ? [request] : [], total: 1, onAnswer });
  const body = JSON.parse(text.slice(text.indexOf("{"))) as {
    readonly decisions: Readonly<
      Record<string, { readonly reason: string; readonly content: object | null; readonly because: readonly object[] }>
    >;
  };
  const reasons = SLOTS.map((slot) => body.decisions[slot]?.reason).join();
  const filled = SLOTS.slice(0, 3).every((slot) => body.decisions[slot]?.content && (body.decisions[slot]?.because.length ?? 0) > 0);
  if (reasons !== "matched,matched,matched,default,no-consent" || !filled)
    throw new Error(`decide did not answer as the bench program must: ${text}`);
}

/** Past its first decisions nothing may have reached D1, or there would be no live pass to speak of. */
async function noneTouched(rig: Rig): Promise<void> {
  const { d1 } = await rig.storageCalls();
  if (d1 > 0) throw new Error(`D1 was asked ${d1} times`);
}
