import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { CompiledProgram } from "../../src/core/program/compiled.ts";
import { helperWorker, productionBundle, scratch } from "./bundle.ts";
import { drive, type Driven, type Load } from "./load.ts";
import { benchProgram, FILLED } from "./program.ts";
import { startWorkerd, type Service, type Workerd } from "./workerd.ts";

export const SECRET = "bench-secret-of-more-than-thirty-two-characters";
/** A site with 100 live experiences, and one with 10,000. */
export const SITE = "pk_bench_site";
export const MANY_SITE = "pk_bench_many";
const EXPERIENCES = { [SITE]: 100, [MANY_SITE]: 10_000 };

/** Brings the echo's answer to the length of decide's. */
const PADDING = 2_700;

/** The production bundle, the echo and the stubs behind the bindings, all in one workerd. */
export interface Rig {
  readonly workerd: Workerd;
  /** KV and D1 calls since the start. */
  readonly storageCalls: () => Promise<{ readonly kv: number; readonly d1: number }>;
}

/**
 * Starts the rig: a service per site, each the production bundle in an isolate of its own, so that one program does not
 * shape the other's compiled code. `further` services stand beside them.
 */
export async function startRig(sites: readonly (typeof SITE | typeof MANY_SITE)[], further: readonly Service[] = []): Promise<Rig> {
  const [production, echo, stub] = await Promise.all([productionBundle(), helperWorker("echo"), helperWorker("stub")]);
  const entries = `entries-${sites.join("-")}.json`;
  await writeFile(
    join(await scratch(), entries),
    JSON.stringify(
      Object.assign({}, ...(await Promise.all(sites.map(async (site) => entriesOf(site, await benchProgram(site, EXPERIENCES[site])))))),
    ),
  );
  const stubOf = (name: string): Service => ({ name, script: stub, bindings: [`(name = "ENTRIES", json = embed "${entries}")`] });
  const workerd = await startWorkerd([
    ...sites.map((site) => ({ name: site, script: join(production, "worker.js"), bindings: BINDINGS })),
    { name: "echo", script: echo, bindings: [] },
    { name: "sized-echo", script: echo, bindings: [`(name = "PADDING", text = "${"x".repeat(PADDING)}")`] },
    stubOf("kv"),
    stubOf("d1"),
    stubOf("queue"),
    ...further,
  ]);
  const callsOf = async (name: string): Promise<number> =>
    Number(await (await fetch(`http://127.0.0.1:${workerd.ports[name]}/calls`)).text());
  return { workerd, storageCalls: async () => ({ kv: await callsOf("kv"), d1: await callsOf("d1") }) };
}

/** D1 is wrapped around a service as in miniflare: the Worker sees the real D1 API. */
export const BINDINGS = [
  `(name = "EARNEST_SECRET", text = "${SECRET}")`,
  `(name = "KV", kvNamespace = "kv")`,
  `(name = "DB", wrapped = (moduleName = "cloudflare-internal:d1-api", innerBindings = [(name = "fetcher", service = "d1")]))`,
  `(name = "EVENTS", queue = "queue")`,
  `(name = "WITHDRAWALS", queue = "queue")`,
];

function entriesOf(site: string, program: CompiledProgram): Readonly<Record<string, string>> {
  return { [`site:${site}`]: program.hash, [`program:${program.hash}`]: JSON.stringify(program) };
}

/** A round with the CPU the server spent on each request. */
export interface Round extends Driven {
  readonly perSecond: number;
  /** Microseconds a request. */
  readonly cpu: number;
}

/** Drives one service of the rig. But for echoes, decisions must have filled the slots the program is made to fill, every time. */
export async function round(rig: Rig, service: string, load: Omit<Load, "port">): Promise<Round> {
  const before = await rig.workerd.cpuSeconds();
  const isEcho = service.endsWith("echo");
  const marker = isEcho ? {} : { marker: '"reason":"matched"' };
  const driven = await drive({ ...load, ...marker, port: rig.workerd.ports[service] ?? 0 });
  if (!isEcho && driven.marked !== driven.requests * FILLED)
    throw new Error(`${driven.marked} slots were filled by ${driven.requests} decisions, not ${FILLED} each`);
  return {
    ...driven,
    perSecond: driven.requests / driven.seconds,
    cpu: (((await rig.workerd.cpuSeconds()) - before) * 1e6) / driven.requests,
  };
}
