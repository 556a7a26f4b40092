import { compileCondition } from "../../src/core/condition/compile.ts";
import { peersIn } from "./peers.ts";
import { median, spread, type Bench, type Row } from "./row.ts";
import { conditionOf, logicOf, rulesOf, usersOf, type Rule, type User } from "./rules.ts";

const USERS = 1_000;
const RULES = 50;
const ROUNDS = 21;
/** Repetitions that make a round of each engine take about as long. */
const PASSES = { earnest: 20, growthbook: 2, "json-logic-engine": 4, flagd: 1, sift: 2 };

type Engine = keyof typeof PASSES;
/** A rule made ready as the engine likes it best, outside of what is timed. */
type Ready = (user: User) => boolean;

/** Conditions against the engines people use for them, none of which may generate code: a Worker forbids it. */
export const conditions: Bench = {
  names: ["condition_vs_growthbook", "condition_vs_json_logic", "condition_vs_flagd", "condition_vs_sift"],
  protocol: `${USERS} users × ${RULES} rules in Node, all engines agreeing on each answer; ${ROUNDS} rounds in turn, ratios per round`,
  run: async () => {
    const engines = await enginesFor(rulesOf(RULES));
    const users = usersOf(USERS);
    const matched = agree(engines, users);
    for (const [engine, rules] of engines) time(engine, rules, users);
    const laps = Array.from({ length: ROUNDS }, (_, lap) => {
      const order = lap % 2 === 0 ? [...engines] : [...engines].toReversed();
      return new Map(order.map(([engine, rules]) => [engine, time(engine, rules, users)] as const));
    });
    const of = (engine: Engine): readonly number[] => laps.map((lap) => lap.get(engine) ?? Number.NaN);
    const row = (name: string, peer: Engine, budget: number): Row => {
      const ratios = of(peer).map((value, lap) => value / (of("earnest")[lap] ?? Number.NaN));
      const note = `${spread(ratios)}; ${median(of(peer)).toFixed(0)} over ${median(of("earnest")).toFixed(1)} ns a rule; ${matched} of ${USERS * RULES} hold`;
      return { name, value: median(ratios), unit: "×", budget, bound: "least", note };
    };
    return [
      row("condition_vs_growthbook", "growthbook", 10),
      row("condition_vs_json_logic", "json-logic-engine", 1),
      row("condition_vs_flagd", "flagd", 1),
      row("condition_vs_sift", "sift", 1),
    ];
  },
};

async function enginesFor(rules: readonly Rule[]): Promise<ReadonlyMap<Engine, readonly Ready[]>> {
  const peer = await peersIn("condition");
  const { evalCondition } = (await peer("@growthbook/growthbook")) as { evalCondition: (user: User, condition: object) => boolean };
  const { default: sift } = (await peer("sift")) as { default: (query: object) => Ready };
  const { LogicEngine } = (await peer("json-logic-engine")) as { LogicEngine: new () => { run: (logic: object, user: User) => boolean } };
  const { FlagdCore } = (await peer("@openfeature/flagd-core")) as { FlagdCore: new (...options: unknown[]) => Flagd };
  const logic = new LogicEngine();
  const flagd = new FlagdCore(undefined, undefined, { disableDynamicCodeGeneration: true });
  flagd.setConfigurations(JSON.stringify({ flags: Object.fromEntries(rules.map((rule, at) => [`r${at}`, flagOf(rule)])) }));
  return new Map<Engine, readonly Ready[]>([
    ["earnest", rules.map((rule) => ours(conditionOf(rule)))],
    ["growthbook", rules.map(conditionOf).map((condition) => (user) => evalCondition(user, condition))],
    ["json-logic-engine", rules.map(logicOf).map((document) => (user) => logic.run(document, user))],
    ["flagd", rules.map((_, at) => (user) => flagd.resolveBooleanEvaluation(`r${at}`, false, user, SILENT).value)],
    ["sift", rules.map((rule) => sift(conditionOf(rule)))],
  ]);
}

interface Flagd {
  readonly setConfigurations: (text: string) => unknown;
  readonly resolveBooleanEvaluation: (key: string, otherwise: boolean, user: User, logger: object) => { readonly value: boolean };
}

const SILENT = { error: () => undefined, warn: () => undefined, info: () => undefined, debug: () => undefined };

function flagOf(rule: Rule): object {
  return { state: "ENABLED", variants: { on: true, off: false }, defaultVariant: "off", targeting: { if: [logicOf(rule), "on", "off"] } };
}

function ours(condition: Readonly<Record<string, unknown>>): Ready {
  const compiled = compileCondition(condition);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.error));
  return compiled.value;
}

/** How many of all answers are yes; throws at the first on which an engine differs. */
function agree(engines: ReadonlyMap<Engine, readonly Ready[]>, users: readonly User[]): number {
  let matched = 0;
  for (const user of users) {
    for (let at = 0; at < RULES; at++) {
      const answers = [...engines].map(([engine, rules]) => `${engine}: ${rules[at]?.(user)}`);
      if (new Set(answers.map((answer) => answer.split(": ")[1])).size > 1)
        throw new Error(`rule ${at} of ${JSON.stringify(user)}: ${answers.join()}`);
      if (answers[0]?.endsWith("true")) matched += 1;
    }
  }
  return matched;
}

/** Nanoseconds of CPU one rule takes for one user: what others do on the machine is not counted. */
function time(engine: Engine, rules: readonly Ready[], users: readonly User[]): number {
  const passes = PASSES[engine];
  let matched = 0;
  const before = process.cpuUsage();
  for (let pass = 0; pass < passes; pass++) {
    for (const person of users) for (const rule of rules) if (rule(person)) matched += 1;
  }
  const { user, system } = process.cpuUsage(before);
  if (matched === 0) throw new Error(`${engine} matched nobody`);
  return ((user + system) * 1_000) / (passes * users.length * rules.length);
}
