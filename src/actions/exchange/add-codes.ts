import { sha256Hex } from "../../core/kernel/bytes.ts";
import { ok, refuse, type Result } from "../../core/kernel/result.ts";
import { readRun, type CodeRun, type CodeSum } from "../../storage/coupon.ts";
import type { Call } from "../call.ts";
import { addGroup, type CodeList } from "./add-group.ts";
import { codeKey } from "./code-key.ts";
import { isReused, onceFor, takeUp } from "./once.ts";
import { offerBucket, offerName } from "./plan-redemption.ts";

/** What came of some codes: lines are numbered from 1, and of those refused the first 100 are told. */
export type Added = Pick<CodeSum, "added" | "known" | "refused" | "faults">;

/** Lines that are looked at together; null for one that is too long. */
interface Group {
  readonly lines: readonly (string | null)[];
  readonly isLast: boolean;
}

/** What the call is kept as, and how far it has come; null for one without a key. */
interface Run {
  readonly id: string | null;
  readonly stood: CodeRun | null;
}

const NOTHING: CodeSum = { lines: 0, digest: "", added: 0, known: 0, refused: 0, faults: [] };

/**
 * Adds codes that are good once each, group by group as they come in. Those that could be guessed are refused; the others are
 * kept by a keyed hash only. Adding again adds nothing twice. Under an idempotency key a call that was cut off goes on where
 * it was, and one that came to its end answers the same again; `reused` where other lines come under it: none of theirs is
 * added up to where the first call was. Throws `Unavailable`; what was added by then stays.
 */
export async function addCodes(
  call: Call,
  key: string,
  groups: AsyncIterable<Group>,
  once: string | null,
): Promise<Result<Added, "reused" | "unavailable">> {
  const offer = offerName(call, key);
  const list = { key: await codeKey(call, offer), offer, bucket: await offerBucket(offer) };
  const begun = await begin(call, list, once);
  if (!begun.ok) return begun;
  const run = begun.value;
  let sum = NOTHING;
  for await (const { lines, isLast } of groups) {
    const digest = run.id === null ? "" : await sha256Hex(`${sum.digest}\n${lines.join("\n")}`);
    const after = { ...sum, lines: sum.lines + lines.length, digest };
    const passed = passOver(run, sum, after, isLast);
    if (passed === "reused") return refuse("reused");
    sum = passed ?? (await addGroup(call, list, lines, { before: sum, lines: after.lines, digest, isLast, run: run.id }));
  }
  return ok({ added: sum.added, known: sum.known, refused: sum.refused, faults: sum.faults });
}

async function begin(call: Call, { offer, bucket }: CodeList, once: string | null): Promise<Result<Run, "reused" | "unavailable">> {
  if (once === null) return ok({ id: null, stood: null });
  const key = await onceFor(call, "codes", once, { offer });
  if (await isReused(call, key)) return refuse("reused");
  const taken = await takeUp(call, key);
  return taken ? refuse(taken) : ok({ id: key.id, stood: await readRun(call.platform.env, bucket, key.id) });
}

/** What lines come to that the run has had; null for further ones. */
function passOver({ stood }: Run, before: CodeSum, after: CodeSum, isLast: boolean): CodeSum | "reused" | null {
  if (!stood || (before.lines >= stood.lines && !stood.isDone)) return null;
  if (after.lines < stood.lines) return isLast ? "reused" : after;
  return after.lines === stood.lines && after.digest === stood.digest && isLast === stood.isDone ? stood : "reused";
}
