import { ok, refuse, type Result } from "../../core/kernel/result.ts";
import type { Call } from "../call.ts";
import { hasYes } from "./choosing.ts";
import { formerText, keepShown, withText } from "./shown-text.ts";
import type { Shown, Told } from "./telling.ts";

/** Why a yes is to no text: nobody was ever shown it, it did not speak of the purpose, or storage is away. */
export type ShownRefusal = { readonly kind: "unknown-notice" | "unavailable" } | { readonly kind: "not-shown"; readonly purpose: string };

/**
 * The words a person was told or had before them: those in force, or for a form filled in earlier those that were. A yes is
 * to what those meant, so one to words that have come to mean something else does not count for that. A no needs no words.
 */
export async function shownTo(call: Call, told: Told): Promise<Result<Shown, ShownRefusal>> {
  const notice = await withText(call, told.notice);
  if (!notice || !hasYes(told.choice)) return ok({ notice });
  if (notice.texts !== null) return (await keepShown(call, notice)) ? ok({ notice }) : refuse({ kind: "unavailable" });
  const former = await formerText(call, notice).catch(() => "away" as const);
  if (former === "away") return refuse({ kind: "unavailable" });
  if (!former) return refuse({ kind: "unknown-notice" });
  const meanings = Object.fromEntries(former.text.purposes.map(({ key, meaning }) => [key, meaning]));
  const decided = told.choice.kind === "some" ? Object.entries(told.choice.decisions) : [];
  const unseen = decided.find(([key, yes]) => yes && !key.startsWith("@") && !(key in meanings));
  if (unseen) return refuse({ kind: "not-shown", purpose: unseen[0] });
  return ok({ notice: { ...notice, texts: former.hash }, meanings });
}
