import { forgetMe, eraseMe } from "../../actions/rights/forget-person.ts";
import type { ErasedSubject } from "../../actions/rights/erase-subject.ts";
import { isProven } from "../../actions/identity/prove.ts";
import type { Opened } from "../door.ts";
import { fieldOf } from "../field.ts";
import type { Note, Outcome } from "./outcome.ts";

/** Lets this browser forget: what only it reaches is erased with it, a known person leaves it. */
export async function forget({ call, visitor }: Opened): Promise<Outcome> {
  const forgotten = await forgetMe(call, visitor);
  if (!forgotten.ok) return { note: "noteAway", at: "device" };
  return { note: "noteForgotten", at: "device", issued: forgotten.value.issued, proof: "" };
}

/** Erases everything about the person; said twice, since nothing brings it back. */
export async function erase({ call, visitor, proof }: Opened, form: FormData): Promise<Outcome> {
  if (fieldOf(form, "sure") !== "yes") return { note: "noteSure", at: "device" };
  const erased = await eraseMe(call, visitor, await isProven(call, visitor, proof));
  if (erased.ok) return { note: noteOf(erased.value.erased), at: "device", issued: erased.value.issued, proof: "" };
  return erased.error === "proof" ? { note: "noteProof", at: "prove" } : { note: "noteAway", at: "device" };
}

function noteOf(erased: ErasedSubject | null): Note {
  if (erased?.done === false) return "noteErasing";
  return erased === null || erased.kept.length === 0 ? "noteErased" : "noteErasedKept";
}
