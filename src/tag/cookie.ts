import type { Standing } from "./contract.ts";

const VALUES = /\bearnest_choice=(\d+)\.([^.]*)\.([^.;]*)\.?([^;]*)/g;

/** An `until` that only this file writes; it counts as zero like any other. */
const UNSETTLED = "00";

/** Half a year: how long a no that never reached the server is kept, in seconds. */
const KEPT = 15_552_000;

export interface ChoiceCookie {
  /** True while a yes in it still counts; a no always does. */
  readonly live: boolean;
  readonly yes: readonly string[];
  readonly no: readonly string[];
  /** Tells a person from the next one at this browser. */
  readonly mark: string;
  /** True when the no was written here and the server has not answered for it. */
  readonly unsettled: boolean;
}

/** The same no while this page lives, for browsers that would not keep the cookie. */
let kept: readonly string[] = [];

/** Reads the choice. With several cookies (host and domain) every no counts and all must be live. */
export function readChoice(): ChoiceCookie {
  const found = [...document.cookie.matchAll(VALUES)];
  const purposes = (at: 2 | 3) => found.flatMap((match) => (match[at] as string).split("~")).filter(Boolean);
  const no = [...purposes(3), ...kept];
  const live = found.length > 0 && found.every((match) => Number(match[1]) * 1000 > Date.now());
  return {
    live,
    yes: purposes(2).filter((purpose) => live && !no.includes(purpose)),
    no,
    mark: String(found.map((match) => match[4])),
    unsettled: kept.length > 0 || found.some((match) => match[1] === UNSETTLED),
  };
}

/** What was refused of what an answer allowed. */
export function refusedOf({ allowed }: Standing): readonly string[] {
  return readChoice().no.filter((purpose) => allowed[purpose]);
}

/** Keeps a no in the browser until the server has it: closing the browser must not lose it. */
export function keepNo(refused: readonly string[]): void {
  if (refused.length === 0) return;
  kept = refused;
  write(`${UNSETTLED}..${refused.join("~")}`, KEPT);
}

/** Drops the kept no, unless the server's own cookie has already taken its place. */
export function dropNo(): void {
  kept = [];
  if (readChoice().unsettled) write("", 0);
}

function write(value: string, seconds: number): void {
  document.cookie = `earnest_choice=${value};path=/;max-age=${seconds};samesite=lax;secure`;
}
