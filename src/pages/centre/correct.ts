import { renewPass } from "../../actions/consent/renew-pass.ts";
import { sealChoice } from "../../actions/consent/seal-choice.ts";
import type { Visitor } from "../../actions/consent/open-visitor.ts";
import type { Call } from "../../actions/call.ts";
import { standingOf } from "../../actions/identity/prove.ts";
import { correctValue } from "../../actions/rights/correct-value.ts";
import { resetInterests } from "../../actions/rights/reset-interests.ts";
import { restrictSubject } from "../../actions/rights/restrict-subject.ts";
import type { FacetValue } from "../../core/consent/pass.ts";
import type { SubjectId } from "../../core/kernel/ids.ts";
import type { Opened } from "../door.ts";
import { fieldOf } from "../field.ts";
import type { Outcome } from "./outcome.ts";

const PROOF: Outcome = { note: "noteProof", at: "prove" };

/** Puts one value right, or deletes it. */
export async function correct(opened: Opened, form: FormData): Promise<Outcome> {
  const subject = await ownSubject(opened);
  if (!subject) return PROOF;
  const { call, visitor } = opened;
  const key = fieldOf(form, "attribute");
  const value = fieldOf(form, "change") === "delete" ? null : valueOf(call, key, fieldOf(form, "value"));
  const done = await correctValue(call, subject, key, value);
  if (!done.ok) return { note: done.error === "unavailable" ? "noteAway" : "noteValue", at: "known" };
  return { note: "noteCorrected", at: "known", issued: await renewPass(call, visitor) };
}

/** Lets go of all that was noticed and concluded; what was told stays. */
export async function reset(opened: Opened): Promise<Outcome> {
  const subject = await ownSubject(opened);
  if (!subject) return PROOF;
  return { note: "noteReset", at: "known", issued: await resetInterests(opened.call, opened.visitor, subject) };
}

/** From now on all that is known is stored and not used, or that ends. */
export async function restrict(opened: Opened, form: FormData): Promise<Outcome> {
  const subject = await ownSubject(opened);
  if (!subject) return PROOF;
  const isRestricted = fieldOf(form, "restricted") === "yes";
  const done = await restrictSubject(opened.call, subject, isRestricted, null);
  if (!done.ok) return { note: "noteAway", at: "requests" };
  return { note: "noteSaved", at: "requests", issued: await sealed(opened.call, opened.visitor, done.value, isRestricted) };
}

async function sealed(
  call: Call,
  visitor: Visitor,
  done: Extract<Awaited<ReturnType<typeof restrictSubject>>, { ok: true }>["value"],
  refused: boolean,
) {
  const { receipt, subject, state, held } = done;
  if (!receipt) return null;
  return (await sealChoice(call, { subject, id: receipt, state, held, visitor, pending: [], stored: true, refused })).issued;
}

/** The subject of a browser whose person may change what is known; null where they must show first who they are. */
async function ownSubject({ call, visitor, proof }: Opened): Promise<SubjectId | null> {
  const standing = await standingOf(call, visitor, proof);
  return standing === "device" || standing === "proven" ? (visitor.pass?.subject ?? null) : null;
}

/** What somebody typed, as a value of the attribute's type; text that is none is refused by the verb. */
function valueOf({ program }: Call, key: string, text: string): FacetValue {
  const type = program.attributes[program.attributeIndex.get(key) ?? -1]?.type;
  if (type === "number") return text.trim() === "" ? text : Number(text.replace(",", "."));
  if (type === "boolean") return text === "yes";
  return type === "list"
    ? text
        .split(",")
        .map((item) => item.trim())
        .filter((item) => item !== "")
    : text.slice(0, 400);
}
