import { HOUR, SECOND } from "../../kernel/instant.ts";

/** The waits between attempts that Standard Webhooks gives: 5 s, 5 min, 30 min, then hours. */
const WAITS_S = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400] as const;
/** The longest a queue holds a message back; longer waits are passed in steps in which nothing is sent. */
const MOST_DELAY_S = (12 * HOUR) / SECOND;

interface Step {
  readonly sends: boolean;
  /** Seconds until the next step. */
  readonly wait: number;
}

const STEPS: readonly Step[] = [
  ...WAITS_S.flatMap((wait): readonly Step[] =>
    wait <= MOST_DELAY_S
      ? [{ sends: true, wait }]
      : [
          { sends: true, wait: MOST_DELAY_S },
          { sends: false, wait: wait - MOST_DELAY_S },
        ],
  ),
  { sends: true, wait: 0 },
];

/** How often the queue brings a message at most; after that it is a dead letter. */
export const MOST_ARRIVALS = STEPS.length;

/** True when something is sent at this arrival of a message, counted from 1. */
export function isSentAt(arrival: number): boolean {
  return STEPS[arrival - 1]?.sends ?? true;
}

/** Seconds until the next arrival: up to a tenth more than planned (`jitter` 0–1), so that what failed together does not come back together. */
export function waitAfter(arrival: number, jitter: number): number {
  const wait = STEPS[arrival - 1]?.wait ?? 0;
  return Math.min(MOST_DELAY_S, Math.round(wait * (1 + jitter / 10)));
}
