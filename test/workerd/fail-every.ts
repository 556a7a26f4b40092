import { expect } from "vitest";
import type { Bindings, SealedMessage } from "../../src/storage/bindings.ts";
import { bindings } from "./bindings.ts";
import { counting, failingAt } from "./faults.ts";
import { keeping } from "./subjects.ts";

/** What is done and expected: `broken` are the bindings of which a call fails, `env` the same whole, `kept` what they queued. */
export type Work = (env: Bindings, kept: readonly SealedMessage[], broken: Bindings, label: string) => Promise<void>;

/** Does it once for every call that it makes when nothing fails, with that call failing. */
export async function failEvery(work: Work, when: "before" | "after"): Promise<void> {
  let total = 0;
  // The first time warms the isolate.
  for (const label of ["warming", "counting"]) {
    const { env, kept } = keeping(bindings());
    const counted = counting(env);
    await work(env, kept, counted.env, label);
    const { d1, kv, queue } = counted.counts();
    total = d1 + kv + queue;
  }
  expect(total).toBeGreaterThan(2);
  for (let k = 1; k <= total; k++) {
    const { env, kept } = keeping(bindings());
    await work(env, kept, failingAt(env, k, when), `call ${k} ${when}`);
  }
}
