import { DAY, type Instant } from "../kernel/instant.ts";
import type { LiveProgram } from "../program/live.ts";

/** An exposure is told within a day; later ones count in no cap. */
const REMEMBERED_MS = 2 * DAY;

/** What a person was shown lately of what is capped, over all their devices, and what is promised to each pass. */
export interface Pressure {
  /** By cap: the window that is counted, and how often something was shown in it. */
  readonly counts: { readonly [cap: string]: readonly [window: string, shown: number] };
  /** By pass: what it may still show, and what it showed that is not counted yet. */
  readonly held: { readonly [tag: string]: Holding };
  /** By slot or experience: until when it rests, and how often in a row it was seen and left alone. */
  readonly rests: { readonly [target: string]: readonly [until: Instant, ignored: number] };
  /** When the session began, and when something capped was seen in it last; it ends half an hour later. */
  readonly session: Instant;
  readonly last: Instant;
  /** Exposures already counted, with their time. */
  readonly seen: readonly (readonly [id: string, at: Instant])[];
  /** Merges whose records were added to it. */
  readonly joined?: readonly string[];
}

export interface Holding {
  readonly until: Instant;
  /** From when on what is `shown` here waits to be reported. */
  readonly since: Instant;
  readonly left: Amounts;
  readonly shown: Amounts;
}

/** By cap. */
export type Amounts = { readonly [cap: string]: number };

/** An exposure, or what came of one. */
export interface Noticed {
  readonly id: string;
  readonly experience: string;
  readonly at: Instant;
  /** True where it was counted under its caps before it was shown, as a server's decisions are. */
  readonly counted?: true | undefined;
}

export const NO_PRESSURE: Pressure = { counts: {}, held: {}, rests: {}, session: 0, last: 0, seen: [] };

/** True where anything shown by the program is capped or rests. */
export function isPressing({ compiled }: Pick<LiveProgram, "compiled">): boolean {
  return compiled.caps.length > 0 || compiled.rests.length > 0;
}

/** The same, or questions are put, which rest too. */
export function hasPressure(program: Pick<LiveProgram, "compiled">): boolean {
  return isPressing(program) || program.compiled.asks.length > 0;
}

/** Null for what was counted already, or is so much older than the newest that it cannot be known. */
export function remember(pressure: Pressure, id: string, at: Instant): Pressure | null {
  const newest = pressure.seen.reduce((latest, [, seen]) => Math.max(latest, seen), at);
  if (at < newest - REMEMBERED_MS || pressure.seen.some(([known]) => known === id)) return null;
  return { ...pressure, seen: [...pressure.seen.filter(([, seen]) => seen >= newest - REMEMBERED_MS), [id, at]] };
}
