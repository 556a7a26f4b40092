import { drive } from "./load.ts";
import { MANY_SITE, round, SECRET, SITE, startRig, type Rig, type Round } from "./rig.ts";
import { median, spread, type Bench, type Row } from "./row.ts";
import { SLOTS } from "./program.ts";
import { decideRequests } from "./visitors.ts";

const ROUNDS = 9;
/** Within what an isolate remembers for certain: the younger generation holds 8,192, the older as many. */
const VISITORS = 10_000;
const NEW_VISITORS = 4_000;

/** The remembered pass: every visitor came before, and comes again in turn. */
export const decideRemembered: Bench = {
  names: ["decide_vs_echo", "decide_vs_echo_cpu"],
  protocol: `${ROUNDS} rounds of ${VISITORS} requests each, echo and decide in turn; ${VISITORS} passes, each opened before`,
  run: async () => {
    const rig = await startRig([SITE]);
    try {
      const requests = await decideRequests(SECRET, SITE, VISITORS);
      await verify(rig, SITE, requests[0]);
      await warmUp(rig, SITE, requests);
      const rounds: Pair[] = [];
      for (let at = 0; at < ROUNDS; at++) rounds.push(await pair(rig, SITE, requests, requests));
      await noneTouched(rig);
      return rowsOf("decide_vs_echo", rounds, 0.8);
    } finally {
      await rig.workerd.stop();
    }
  },
};

/** The new pass: every request brings one that this isolate has never seen. */
export const decideNew: Bench = {
  names: ["decide_new_pass_vs_echo", "decide_new_pass_vs_echo_cpu"],
  protocol: `${ROUNDS} rounds of ${NEW_VISITORS} requests each, echo and decide in turn; every pass sealed just before and sent to decide once`,
  run: async () => {
    const rig = await startRig([SITE]);
    try {
      const seen = await decideRequests(SECRET, SITE, VISITORS);
      await verify(rig, SITE, seen[0]);
      await warmUp(rig, SITE, seen);
      const rounds: Pair[] = [];
      for (let at = 0; at < ROUNDS; at++)
        rounds.push(await pair(rig, SITE, seen.slice(0, NEW_VISITORS), await decideRequests(SECRET, SITE, NEW_VISITORS)));
      await noneTouched(rig);
      return rowsOf("decide_new_pass_vs_echo", rounds, 0.65);
    } finally {
      await rig.workerd.stop();
    }
  },
};

/** A hundred times the experiences, of the same selectivity. */
export const decideMany: Bench = {
  names: ["decide_10k_vs_100", "decide_10k_vs_100_cpu"],
  protocol: `${ROUNDS} rounds of ${VISITORS} requests each, 100 and 10,000 experiences in turn, an isolate for each; passes remembered`,
  run: async () => {
    const rig = await startRig([SITE, MANY_SITE]);
    try {
      const few = await decideRequests(SECRET, SITE, VISITORS);
      const many = await decideRequests(SECRET, MANY_SITE, VISITORS);
      await verify(rig, MANY_SITE, many[0]);
      await warmUp(rig, SITE, few);
      await warmUp(rig, MANY_SITE, many);
      const rounds: Pair[] = [];
      for (let at = 0; at < ROUNDS; at++) {
        rounds.push({
          base: await round(rig, SITE, { requests: few, total: VISITORS }),
          decide: await round(rig, MANY_SITE, { requests: many, total: VISITORS }),
        });
      }
      await noneTouched(rig);
      return rowsOf("decide_10k_vs_100", rounds, 0.8);
    } finally {
      await rig.workerd.stop();
    }
  },
};

/** KV and D1 calls a decision costs in a warm isolate; with a new pass and with a remembered one alike. */
export const decideStorage: Bench = {
  names: ["decide_storage_calls"],
  protocol: "calls that reach the services behind KV and D1, over 5,000 decisions with new passes and 5,000 with remembered ones",
  run: async () => {
    const rig = await startRig([SITE]);
    try {
      const [first, ...rest] = await decideRequests(SECRET, SITE, 5_001);
      await verify(rig, SITE, first);
      const before = await rig.storageCalls();
      const total = rest.length * 2;
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

interface Pair {
  readonly base: Round;
  readonly decide: Round;
}

async function pair(rig: Rig, site: string, echoed: readonly Buffer[], decided: readonly Buffer[]): Promise<Pair> {
  return {
    base: await round(rig, "echo", { requests: echoed, total: decided.length }),
    decide: await round(rig, site, { requests: decided, total: decided.length }),
  };
}

/** Opens every pass once, and lets the engine compile what is hot. */
async function warmUp(rig: Rig, site: string, requests: readonly Buffer[]): Promise<void> {
  await round(rig, site, { requests, total: requests.length });
  await round(rig, "echo", { requests, total: requests.length });
  await round(rig, site, { requests, total: requests.length });
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

function rowsOf(name: string, rounds: readonly Pair[], budget: number): readonly Row[] {
  const perSecond = (side: keyof Pair): string => median(rounds.map((item) => item[side].perSecond)).toFixed(0);
  const cpu = (side: keyof Pair): string => median(rounds.map((item) => item[side].cpu)).toFixed(1);
  const busy = (side: keyof Pair): string => `${(100 * median(rounds.map((item) => item[side].clientBusy))).toFixed(0)} %`;
  const ratios = rounds.map((item) => item.decide.perSecond / item.base.perSecond);
  const cpuRatios = rounds.map((item) => item.base.cpu / item.decide.cpu);
  const row = (suffix: string, values: readonly number[], note: string): Row => ({
    name: name + suffix,
    value: median(values),
    unit: "×",
    budget,
    bound: "least",
    note: `${spread(values)}; ${note}`,
  });
  return [
    row("", ratios, `${perSecond("decide")} over ${perSecond("base")} requests/s; client busy ${busy("decide")}, ${busy("base")}`),
    row("_cpu", cpuRatios, `${cpu("base")} over ${cpu("decide")} µs of CPU a request`),
  ];
}
