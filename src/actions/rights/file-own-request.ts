import { floorOf } from "../../core/consent/floor.ts";
import { ok, type Result } from "../../core/kernel/result.ts";
import type { RequestKind } from "../../core/rights/kinds.ts";
import type { KeptRequest } from "../../storage/request.ts";
import { Unavailable } from "../../storage/within.ts";
import type { Call } from "../call.ts";
import { issuePass, type Issued } from "../consent/issue-pass.ts";
import type { Visitor } from "../consent/open-visitor.ts";
import { renewPass } from "../consent/renew-pass.ts";
import { fileRequest, type Filing } from "./file-request.ts";
import { stepRequest } from "./step-request.ts";

/** What only takes permission away; nobody has to look at it first. */
const AT_ONCE: ReadonlySet<RequestKind> = new Set(["withdrawal", "opt-out", "objection", "restriction"]);

export interface FiledOwn {
  readonly request: KeptRequest;
  /** What the browser is to hold from now on; null where nothing changed for it. */
  readonly issued: Issued | null;
}

/**
 * Files a person's own request. A no of somebody who is known to be behind this browser waits for no desk: it holds with the
 * answer, here by a pass and a floor. Where it cannot be written now the request stands open. Throws `Unavailable`.
 */
export async function fileOwnRequest(
  call: Call,
  visitor: Visitor,
  filing: Filing,
): Promise<Result<FiledOwn, "reused" | "other-controller">> {
  const filed = await fileRequest(call, filing);
  if (!filed.ok) return filed;
  const { id, subject, closed, kind } = filed.value;
  const taken = subject !== null && closed === null && AT_ONCE.has(kind) ? await carriedOut(call, id) : null;
  return ok({ request: taken ?? filed.value, issued: taken && (await lowered(call, visitor)) });
}

async function carriedOut(call: Call, id: string): Promise<KeptRequest | null> {
  try {
    const taken = await stepRequest(call, id, { kind: "answer" }, { actor: null, note: "carried out at once" });
    return taken.ok ? taken.value : null;
  } catch (error) {
    if (error instanceof Unavailable) return null;
    throw error;
  }
}

/** The pass as the register says now, with a floor under it: a late answer to another tab brings no yes back. */
async function lowered(call: Call, visitor: Visitor): Promise<Issued | null> {
  const renewed = await renewPass(call, visitor);
  const subject = renewed?.pass.subject;
  return renewed && subject ? issuePass(call, renewed.pass, await floorOf(subject, renewed.pass.state.version, call.now)) : renewed;
}
