import { readChoice } from "../../core/consent/choice-cookie.ts";
import { isBelowFloor, readFloor, SIGNED_OUT, type Floor } from "../../core/consent/floor.ts";
import { strictestCopy } from "../../core/consent/copies.ts";
import type { Keyring } from "../../core/consent/keyring.ts";
import { carriedBy, type Pass } from "../../core/consent/pass.ts";
import type { Carried, Permit } from "../../core/consent/permit.ts";
import type { Signals } from "../../core/consent/signals/signals.ts";
import { openPass, type Binding } from "../../core/consent/seal.ts";
import { isNo, NOTHING_SAID, saidOf, type ConsentState, type PurposeRecord } from "../../core/consent/state.ts";
import type { Gate } from "../../core/profile/gate.ts";
import type { LiveProgram } from "../../core/program/live.ts";
import type { Platform } from "../../storage/platform.ts";

/** What a request carries of its visitor, still closed. */
export interface Credentials {
  readonly pass: string;
  readonly floor: string;
  readonly choice: string;
}

/** A visitor, opened. */
export interface Visitor {
  /** The authentic pass; null without one. */
  readonly pass: Pass | null;
  /** What holds: the pass, lowered by the floor and by any readable no. Null when nothing was ever said. */
  readonly state: ConsentState | null;
  /** Purposes the pass grants and the readable cookie refuses: a withdrawal that never reached us. */
  readonly unheard: readonly string[];
  /** True when a token came that does not open. */
  readonly broken: boolean;
  /** True when whoever used this browser signed out, and nobody has been given a pass since. */
  readonly signedOut?: boolean;
  /** True when this isolate remembers them for the next request. */
  readonly kept?: true;
  /** What was last judged of them, for as long as it holds. */
  judged?: Judged;
}

/** Where a visitor stands: what is permitted, what the page is told of it as JSON, and the gate to their facets. */
export interface Standing {
  readonly carried: Carried | null;
  readonly permit: Permit;
  readonly text: string;
  readonly gate: Gate;
}

export interface Judged {
  readonly standing: Standing;
  readonly program: LiveProgram;
  readonly rule: string;
  readonly signals: Signals;
  readonly from: number;
  /** The first instant at which something may be otherwise. */
  readonly until: number;
}

/** Until when an unauthentic no holds: as long as its cookie lives. */
const AS_LONG_AS_IT_COMES = 253_402_300_799_000;
const GENERATION = 8_192;

/** A visitor, and the whole of what they carried when they were opened. */
interface Kept extends Credentials {
  readonly site: string;
  readonly visitor: Visitor;
}

/** Two generations of opened visitors; a full young one becomes the old one, and the old one is let go. */
interface Remembered {
  young: Map<string, Kept>;
  old: Map<string, Kept>;
}
const remembered = new WeakMap<Keyring, Remembered>();

/** Somebody of whom nothing is known. */
export const NOBODY: Visitor = { pass: null, state: null, unheard: [], broken: false };

/** The visitor of these credentials when this isolate opened them before; costs no decryption. */
export function rememberedVisitor(platform: Platform, program: LiveProgram, credentials: Credentials): Visitor | null {
  if (credentials.pass === "" && credentials.choice === "" && credentials.floor === "") return NOBODY;
  const memory = remembered.get(platform.keyring);
  if (!memory) return null;
  const name = nameOf(credentials);
  const known = memory.young.get(name) ?? memory.old.get(name);
  return known && isOf(known, program, credentials) ? known.visitor : null;
}

/** Opens pass, floor and readable choice. Opened visitors are remembered by the whole of what they carry, within bounds. */
export async function openVisitor(platform: Platform, program: LiveProgram, credentials: Credentials): Promise<Visitor> {
  const known = rememberedVisitor(platform, program, credentials);
  if (known) return known;
  const opened = await open(platform, program, credentials);
  if (!cameBefore(credentials.pass)) return opened;
  const visitor = { ...opened, kept: true } as const;
  const memory = remembered.get(platform.keyring) ?? { young: new Map(), old: new Map() };
  if (memory.young.size >= GENERATION) {
    memory.old = memory.young;
    memory.young = new Map();
  }
  const own = copyOf(credentials);
  memory.young.set(nameOf(own), { ...own, site: program.site.key, visitor });
  remembered.set(platform.keyring, memory);
  return visitor;
}

/** Last prints of passes seen, by their low bits. Most visitors see one page: keeping a pass that never comes again only feeds the collector. */
const prints = new Uint32Array(131_072);
/** As many prints lie next to each other for the same low bits, the last one first: passes that come in turn do not push each other out. */
const BESIDE = 4;
const PRINTED = 16;

/** True when a pass was here before (or one that prints alike: then a visitor is remembered a request early). */
function cameBefore(pass: string): boolean {
  let print = 0;
  for (let at = Math.max(0, pass.length - PRINTED); at < pass.length; at++) print = (Math.imul(print, 31) + pass.charCodeAt(at)) >>> 0;
  const first = print & (prints.length - BESIDE);
  const at = prints.subarray(first, first + BESIDE).indexOf(print);
  prints.copyWithin(first + 1, first, first + (at < 0 ? BESIDE - 1 : at));
  prints[first] = print;
  return at >= 0;
}

/** How a visitor enters the permit. After a withdrawal of everything the subject is kept for the person's own pages only. */
export function carriedOf(visitor: Visitor, now: number): Carried | null {
  if (!visitor.state) return null;
  if (!visitor.pass) return { state: visitor.state, live: false, known: false, erased: false };
  const carried = carriedBy(visitor.pass, now);
  return { ...carried, state: visitor.state, known: carried.known && !isWithdrawn(visitor.state) };
}

/** True when everything was withdrawn and nothing granted since. */
export function isWithdrawn(state: ConsentState): boolean {
  return state.none !== null && !Object.values(state.decisions).some((record) => record.state === "granted");
}

/** Where passes of a site are good. */
export function bindingOf(program: LiveProgram, audience: Binding["audience"]): Binding {
  return { controller: program.site.controller, site: program.site.key, audience };
}

const TAIL = 24;

/** The end of a pass tells it from every other; that all is the same is looked at once it is found. A hash over all of it would cost more. */
function nameOf({ pass, choice }: Credentials): string {
  return pass === "" ? choice : pass.slice(-TAIL);
}

function isOf(kept: Kept, { site }: LiveProgram, { pass, floor, choice }: Credentials): boolean {
  return kept.pass === pass && kept.choice === choice && kept.floor === floor && kept.site === site.key;
}

/** The same texts as slices of one of their own: as they came they are slices of a whole cookie header, and would keep it in memory. */
function copyOf({ pass, floor, choice }: Credentials): Credentials {
  const all = `${floor}|${choice}|${pass}`;
  const [ofChoice, ofPass] = [floor.length + 1, floor.length + choice.length + 2];
  return { pass: all.slice(ofPass), floor: all.slice(0, ofChoice - 1), choice: all.slice(ofChoice, ofPass - 1) };
}

async function open(platform: Platform, program: LiveProgram, credentials: Credentials): Promise<Visitor> {
  const copy = credentials.pass === "" ? null : await openCopies(platform, program, credentials.pass);
  const refused = credentials.choice === "" ? [] : credentials.choice.split(" ").flatMap((text) => readChoice(text)?.no ?? []);
  const floors = credentials.floor === "" ? [] : credentials.floor.split(" ").flatMap((text) => readFloor(text) ?? []);
  const hasLeft = floors.some(({ tag }) => tag === SIGNED_OUT);
  if (!copy) return withoutPass(refused, credentials.pass !== "" && !hasLeft, hasLeft);
  const { pass, none } = copy;
  const above = await floorsAbove(pass, floors);
  if (above.includes(SIGNED_OUT)) return withoutPass(refused, false, true);
  const isOver = none !== null || above.length > 0;
  return withPass(pass, isOver ? withdrawnAll(pass.state, none ?? pass.keep) : pass.state, [...refused, ...copy.refused]);
}

/** The floors that a pass lies below. */
async function floorsAbove(pass: Pass, floors: readonly Floor[]): Promise<readonly string[]> {
  const below = await Promise.all(floors.map(async (floor) => ((await isBelowFloor(pass, floor)) ? [floor.tag] : [])));
  return below.flat();
}

async function openCopies(platform: Platform, program: LiveProgram, tokens: string): Promise<ReturnType<typeof strictestCopy>> {
  const binding = bindingOf(program, "browser");
  if (!tokens.includes(" ")) {
    const pass = await openPass(platform.keyring, binding, tokens);
    return pass && { pass, refused: [], none: null };
  }
  const opened = await Promise.all(tokens.split(" ").map((token) => openPass(platform.keyring, binding, token)));
  return strictestCopy(opened.filter((pass) => pass !== null));
}

function withPass(pass: Pass, floored: ConsentState, refused: readonly string[]): Visitor {
  const unheard = refused.filter((purpose) => !isNo(saidOf(floored, purpose)));
  const state = unheard.length > 0 ? { ...floored, decisions: { ...floored.decisions, ...noes(unheard) } } : floored;
  return { pass, state, unheard, broken: false };
}

function withoutPass(refused: readonly string[], broken: boolean, signedOut: boolean): Visitor {
  const state = refused.length > 0 ? { ...NOTHING_SAID, decisions: noes(refused) } : null;
  return { pass: null, state, unheard: [], broken, signedOut };
}

function noes(purposes: readonly string[]): { readonly [purpose: string]: PurposeRecord } {
  return Object.fromEntries(purposes.map((purpose) => [purpose, { state: "withdrawn" as const, until: AS_LONG_AS_IT_COMES }]));
}

/** A state with every yes taken back. */
export function withdrawnAll(state: ConsentState, until: number): ConsentState {
  const decisions = Object.fromEntries(
    Object.entries(state.decisions).map(([purpose, record]) => [purpose, isNo(record) ? record : { state: "withdrawn" as const, until }]),
  );
  return { ...state, decisions, none: until };
}
