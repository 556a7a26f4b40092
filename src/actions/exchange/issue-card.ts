import { ok, refuse, type Result } from "../../core/kernel/result.ts";
import type { SubjectId } from "../../core/kernel/ids.ts";
import { findListed } from "../../storage/identifier.ts";
import { peppersOf } from "../../storage/peppers.ts";
import { randomBytes } from "../../storage/platform.ts";
import type { Call } from "../call.ts";
import { linkIdentifier } from "../identity/link-identifier.ts";

/** No vowels, nothing that looks like another: 20 of these are 95 bits, and spell nothing. */
const LETTERS = "23456789BCDFGHJKMNPQRSTVWXZ";
const LENGTH = 20;

export interface Card {
  readonly card: string;
  readonly subject: SubjectId;
}

/** A number nobody can guess: of a seed, the same for the same seed. */
function numberOf(seed: Uint8Array): string {
  return [...seed]
    .filter((byte) => byte < LETTERS.length * 9)
    .slice(0, LENGTH)
    .map((byte) => LETTERS[byte % LETTERS.length])
    .join("");
}

/** The numbers that a request of a controller stands for, the current secret's first. */
async function numbersFor({ platform, program }: Call, request: string): Promise<readonly string[]> {
  return (await platform.keyring.seeds(`card|${program.site.controller}|${request}`)).map(numberOf);
}

/**
 * The card that a request brought before, whatever has become of it since: one that was blocked stays so. Null where it brought
 * none; `erased` where whoever had it was erased. Throws `Unavailable`.
 */
export async function cardBefore(call: Call, request: string): Promise<Card | "erased" | null> {
  const numbers = await numbersFor(call, request);
  const peppers = await peppersOf(call.platform.env);
  const hashed = numbers.map((value) => peppers.hash(call.program.site.controller, { kind: "card", value }));
  const found = await findListed(call.platform.env, await Promise.all(hashed));
  const at = found.findIndex((listed) => listed !== null);
  const [card, listed] = [numbers[at], found[at]];
  if (card === undefined || !listed) return null;
  const subject = listed.subject ?? listed.was;
  return subject === null ? "erased" : { card, subject };
}

/** A card for somebody nobody needs to know: the card is all there is of them. Of the same request it is the same one. */
export async function issueCard(call: Call, request: string | null, subject: SubjectId | null): Promise<Result<Card, "unavailable">> {
  const [card = numberOf(randomBytes(32))] = request === null ? [] : await numbersFor(call, request);
  const linked = await linkIdentifier(call, { subject, identifier: { kind: "card", value: card }, source: "loyalty", proof: "issued" });
  return linked.ok ? ok({ card, subject: linked.value }) : refuse("unavailable");
}
