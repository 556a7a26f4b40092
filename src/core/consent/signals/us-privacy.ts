import { ok, refuse, type Result } from "../../kernel/result.ts";

/** Yes, no, or null for `-`: the law does not apply. */
export type UsPrivacyAnswer = boolean | null;

/** A US Privacy string, version 1 (IAB CCPA US Privacy String, §US Privacy String Format). */
export interface UsPrivacy {
  /** Notice and an opportunity to opt out were given. */
  readonly notice: UsPrivacyAnswer;
  readonly optOutSale: UsPrivacyAnswer;
  /** The transaction is covered by the Limited Service Provider Agreement. */
  readonly lspaCovered: UsPrivacyAnswer;
}

/** `grammar`: not `1` and three of `Y`, `N`, `-`. `no-answer`: the law applies, yet nothing is said of the sale. */
export type UsPrivacyFault = "grammar" | "no-answer";

const GRAMMAR = /^1([YN-])([YN-])([YN-])$/;

/** Reads a US Privacy string; where the law applies, the opt-out must be `Y` or `N` (IAB CCPA US Privacy String). */
export function decodeUsPrivacy(text: string): Result<UsPrivacy, UsPrivacyFault> {
  const [, notice, sale, lspa] = GRAMMAR.exec(text) ?? [];
  if (sale === undefined) return refuse("grammar");
  if (sale === "-" && text !== "1---") return refuse("no-answer");
  return ok({ notice: answer(notice), optOutSale: answer(sale), lspaCovered: answer(lspa) });
}

function answer(char: string | undefined): UsPrivacyAnswer {
  return char === "-" ? null : char === "Y";
}
