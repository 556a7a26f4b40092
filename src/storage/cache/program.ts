import { compileProgram } from "../../core/program/compile.ts";
import { COMPILED_FORMAT, type CompiledProgram } from "../../core/program/compiled.ts";
import { liveProgram, type LiveProgram } from "../../core/program/live.ts";
import type { Bindings } from "../bindings.ts";
import { listSites, readProgram, readSite } from "../program.ts";
import type { Ranked } from "../../core/program/recommended.ts";
import { banditsOf, weighed, type Weighed } from "../../core/program/weights.ts";
import { readPointed, type HeldSnapshot } from "./pointed.ts";
import { RANKS } from "./ranked.ts";
import { halting, hasPromises, type Halted } from "../../core/program/halted.ts";
import { HALTED } from "./halted.ts";
import { WEIGHTS } from "./weighed.ts";
import { within } from "../within.ts";

/** KV `program:<hash>`: the compiled program, immutable, kept for good. KV `site:<key>`: the hash a site runs. */
const PROGRAM = "program:";
const SITE = "site:";
const POINTER_TTL_S = 60;
const LOOK_AGAIN_MS = 30_000;
const MUST_LOOK_MS = 60_000;
const WAIT_MS = 1_000;

interface Held {
  readonly live: LiveProgram;
  /** As it was published. */
  readonly compiled: CompiledProgram;
  readonly ranks: HeldSnapshot<Ranked>;
  readonly weights: HeldSnapshot<Weighed>;
  readonly halted: HeldSnapshot<Halted>;
  readonly lookedAt: number;
}
const NONE = { hash: null, value: null };
const held = new Map<string, Held>();
const compiledByHash = new Map<string, CompiledProgram>();

/** The program of a site from this isolate's memory, when it was looked at within the last 30 s. No I/O. */
export function programInMemory(siteKey: string): LiveProgram | null {
  const entry = held.get(siteKey);
  return entry && Date.now() - entry.lookedAt < LOOK_AGAIN_MS ? entry.live : null;
}

/**
 * The program of a site; null for an unknown site. Past 30 s the pointer is looked at again in the background, past 60 s
 * before answering, so that a stopped experience is gone everywhere within two minutes. With KV away D1 answers, and
 * with both away the version in memory goes on.
 */
export async function programOf(env: Bindings, siteKey: string, defer: (work: Promise<unknown>) => void): Promise<LiveProgram | null> {
  const entry = held.get(siteKey);
  const age = entry ? Date.now() - entry.lookedAt : Number.POSITIVE_INFINITY;
  if (entry && age < LOOK_AGAIN_MS) return entry.live;
  if (entry && age < MUST_LOOK_MS) {
    defer(refresh(env, siteKey).catch(() => null));
    return entry.live;
  }
  try {
    return await refresh(env, siteKey);
  } catch (error) {
    if (entry) return entry.live;
    throw error;
  }
}

let origins: { readonly known: ReadonlySet<string>; readonly readAt: number } | null = null;

/** The origins of all sites: what a CORS preflight, which comes without a key, may be answered for. */
export async function knownOrigins(env: Bindings, defer: (work: Promise<unknown>) => void): Promise<ReadonlySet<string>> {
  if (origins && Date.now() - origins.readAt < MUST_LOOK_MS) return origins.known;
  const sites = await within(WAIT_MS, listSites(env.DB));
  const programs = await Promise.all(sites.map((site) => programOf(env, site.key, defer)));
  origins = { known: new Set(programs.flatMap((program) => program?.site.origins ?? [])), readAt: Date.now() };
  return origins.known;
}

/** Forgets what this isolate remembers of its sites, so that a publish is seen at once where it was made. */
export function forgetPrograms(): void {
  held.clear();
  origins = null;
}

async function refresh(env: Bindings, siteKey: string): Promise<LiveProgram | null> {
  const before = held.get(siteKey);
  const hash = await pointerOf(env, siteKey);
  if (hash === null) {
    held.delete(siteKey);
    return null;
  }
  const same = before?.live.hash === hash ? before : null;
  const compiled = same?.compiled ?? (await compiledOf(env, hash));
  return compiled && hold(env, compiled, siteKey, before, same);
}

/** Holds a program with what was learned for it; what is ready to run stays the same where nothing changed. */
async function hold(
  env: Bindings,
  compiled: CompiledProgram,
  siteKey: string,
  before: Before,
  same: Held | null,
): Promise<LiveProgram | null> {
  const [ranks, weights, halted] = await Promise.all([
    ranksOf(env, compiled, siteKey, before),
    weightsOf(env, compiled, siteKey, before),
    haltedOf(env, compiled, siteKey, before),
  ]);
  const isSame = same?.ranks === ranks && same.weights === weights && same.halted === halted;
  const live = isSame ? same.live : liveOf(halting(compiled, halted.value?.asks ?? []), siteKey, ranks, weights);
  if (live) held.set(siteKey, { live, compiled, ranks, weights, halted, lookedAt: Date.now() });
  return live;
}

type Before = Held | undefined;

async function ranksOf(env: Bindings, compiled: CompiledProgram, siteKey: string, before: Before): Promise<HeldSnapshot<Ranked>> {
  return compiled.catalogue ? readPointed(env, RANKS, siteKey, before?.ranks ?? NONE) : NONE;
}

async function weightsOf(env: Bindings, compiled: CompiledProgram, siteKey: string, before: Before): Promise<HeldSnapshot<Weighed>> {
  return banditsOf(compiled).length > 0 ? readPointed(env, WEIGHTS, siteKey, before?.weights ?? NONE) : NONE;
}

async function haltedOf(env: Bindings, compiled: CompiledProgram, siteKey: string, before: Before): Promise<HeldSnapshot<Halted>> {
  return hasPromises(compiled) ? readPointed(env, HALTED, siteKey, before?.halted ?? NONE) : NONE;
}

function liveOf(compiled: CompiledProgram, siteKey: string, ranks: Held["ranks"], { value }: Held["weights"]): LiveProgram | null {
  const site = compiled.sites.find((item) => item.key === siteKey);
  return site ? liveProgram(value ? weighed(compiled, value.weights) : compiled, site, ranks.value) : null;
}

async function compiledOf(env: Bindings, hash: string): Promise<CompiledProgram | null> {
  const compiled = compiledByHash.get(hash) ?? (await snapshotOf(env, hash));
  if (!compiled) return null;
  if (compiledByHash.size > 20) compiledByHash.clear();
  compiledByHash.set(hash, compiled);
  return compiled;
}

/** A version of a program as a site ran it; null where it is kept nowhere any more, or had no such site. */
export async function programByHash(env: Bindings, hash: string, siteKey: string): Promise<LiveProgram | null> {
  const running = held.get(siteKey)?.live;
  if (running?.hash === hash) return running;
  const compiled = compiledByHash.get(hash) ?? (await snapshotOf(env, hash));
  const site = compiled?.sites.find((item) => item.key === siteKey);
  return compiled && site ? liveProgram(compiled, site) : null;
}

async function pointerOf(env: Bindings, siteKey: string): Promise<string | null> {
  try {
    const pointer = await within(WAIT_MS, env.KV.get(SITE + siteKey, { cacheTtl: POINTER_TTL_S }));
    if (pointer !== null) return pointer;
  } catch {
    // KV is away: the directory knows too.
  }
  return (await within(WAIT_MS, readSite(env.DB, siteKey)))?.hash ?? null;
}

async function snapshotOf(env: Bindings, hash: string): Promise<CompiledProgram | null> {
  try {
    const snapshot = await within(WAIT_MS, readSnapshot(env, hash));
    if (snapshot) return snapshot;
  } catch {
    // KV is away: compile from the stored document.
  }
  const document = await within(WAIT_MS, readProgram(env.DB, hash));
  if (!document) return null;
  const compiled = await compileProgram(document);
  return compiled.ok ? compiled.value : null;
}

/** What KV holds of a version; null where it holds nothing that this Worker reads. */
export async function readSnapshot(env: Bindings, hash: string): Promise<CompiledProgram | null> {
  const snapshot = await env.KV.get<CompiledProgram>(PROGRAM + hash, { type: "json", cacheTtl: 86_400 });
  return snapshot?.format === COMPILED_FORMAT ? snapshot : null;
}

/** Writes a version's snapshot and points these sites at it. */
export async function writeSnapshot(env: Bindings, compiled: CompiledProgram, sites: readonly string[]): Promise<void> {
  await env.KV.put(PROGRAM + compiled.hash, JSON.stringify(compiled));
  for (const site of sites) await env.KV.put(SITE + site, compiled.hash);
}

/** Points a site at the version that the directory says now, where KV says another or none. */
export async function mendPointer(env: Bindings, siteKey: string): Promise<void> {
  const [said, site] = await Promise.all([env.KV.get(SITE + siteKey), readSite(env.DB, siteKey)]);
  if (site && said !== site.hash) await env.KV.put(SITE + siteKey, site.hash);
}
