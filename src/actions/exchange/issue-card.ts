import { ok, refuse, type Result } from "../../core/kernel/result.ts";
import type { SubjectId } from "../../core/kernel/ids.ts";
import type { Identifier } from "../../core/profile/identifier.ts";
import { randomBytes } from "../../storage/platform.ts";
import type { Call } from "../call.ts";
import { linkIdentifier, unlinkIdentifier } from "../identity/link-identifier.ts";

/** No vowels, nothing that looks like another: 20 of these are 95 bits, and spell nothing. */
const LETTERS = "23456789BCDFGHJKMNPQRSTVWXZ";
const LENGTH = 20;

/** A card nobody can guess the number of, for somebody nobody needs to know: the card is all there is of them. */
export async function issueCard(
  call: Call,
  subject: SubjectId | null,
): Promise<Result<{ readonly card: string; readonly subject: SubjectId }, "unavailable">> {
  const card = [...randomBytes(LENGTH * 2)]
    .filter((byte) => byte < LETTERS.length * 9)
    .slice(0, LENGTH)
    .map((byte) => LETTERS[byte % LETTERS.length])
    .join("");
  const linked = await linkIdentifier(call, { subject, identifier: { kind: "card", value: card }, source: "loyalty", proof: "issued" });
  return linked.ok ? ok({ card, subject: linked.value }) : refuse("unavailable");
}

/** From here on a card is nobody's; whose it was stays who they are. */
export async function blockCard(call: Call, card: Identifier): Promise<Result<SubjectId | null, "unavailable">> {
  return unlinkIdentifier(call, card);
}
