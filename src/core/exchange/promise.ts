import { addDuration, type Instant } from "../kernel/instant.ts";
import type { CompiledAsk } from "../program/compiled-ask.ts";

/** What somebody is promised for an answer: how it comes, of which offer or reward, and until when. */
export interface Promised {
  readonly how: "offer" | "points" | "brand";
  readonly ref: string | null;
  readonly points: number | null;
  readonly due: Instant;
}

/** How long each kind of benefit may take where the program does not say. */
const USUAL: Readonly<Record<CompiledAsk["kind"], string>> = {
  discount: "P1D",
  convenience: "P7D",
  recognition: "P7D",
  advice: "P14D",
  "useful-message": "P30D",
  "better-product": "P90D",
};

/** What an answer of this instant is promised; null where the answer itself brings it. */
export function promiseOf({ promise, kind }: Pick<CompiledAsk, "promise" | "kind">, at: Instant): Promised | null {
  if (promise === null) return null;
  const due = addDuration(at, promise.due ?? USUAL[kind]);
  switch (promise.by) {
    case "offer":
      return { how: "offer", ref: promise.offer, points: null, due };
    case "points":
      return { how: "points", ref: promise.reward, points: promise.points, due };
    case "brand":
      return { how: "brand", ref: null, points: null, due };
  }
}
