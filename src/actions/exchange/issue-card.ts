import { ok, refuse, type Result } from "../../core/kernel/result.ts";
import type { SubjectId } from "../../core/kernel/ids.ts";
import type { Identifier } from "../../core/profile/identifier.ts";
import { randomBytes } from "../../storage/platform.ts";
import type { Call } from "../call.ts";
import { linkIdentifier, unlinkIdentifier } from "../identity/link-identifier.ts";

/** No vowels, nothing that looks like another: 20 of these are 95 bits, and spell nothing. */
const LETTERS = "23456789BCDFGHJKMNPQRSTVWXZ";
const LENGTH = 20;

/** A number nobody can guess; the same for the same request of a controller, so that what was sent twice is one card. */
export async function cardNumber({ platform, program }: Call, request: string | null): Promise<string> {
  const [seed] = request === null ? [] : await platform.keyring.seeds(`card|${program.site.controller}|${request}`);
  return [...(seed ?? randomBytes(32))]
    .filter((byte) => byte < LETTERS.length * 9)
    .slice(0, LENGTH)
    .map((byte) => LETTERS[byte % LETTERS.length])
    .join("");
}

/** A card for somebody nobody needs to know: the card is all there is of them. */
export async function issueCard(
  call: Call,
  card: string,
  subject: SubjectId | null,
): Promise<Result<{ readonly card: string; readonly subject: SubjectId }, "unavailable">> {
  const linked = await linkIdentifier(call, { subject, identifier: { kind: "card", value: card }, source: "loyalty", proof: "issued" });
  return linked.ok ? ok({ card, subject: linked.value }) : refuse("unavailable");
}

/** From here on a card is nobody's; whose it was stays who they are. */
export async function blockCard(call: Call, card: Identifier): Promise<Result<SubjectId | null, "unavailable">> {
  return unlinkIdentifier(call, card);
}
