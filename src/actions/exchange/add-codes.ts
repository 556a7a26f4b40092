import { bitsOf, LEAST_BITS, plainCode, sharedLetters } from "../../core/exchange/code.ts";
import { commit } from "../../storage/commit.ts";
import { shardOfBucket } from "../../storage/shards.ts";
import { Unavailable } from "../../storage/within.ts";
import type { Call } from "../call.ts";
import { auditOf } from "./redeem-offer.ts";
import { codeHash, offerBucket, offerName } from "./plan-redemption.ts";

/** What came of some codes: lines are numbered from 1. */
export interface Added {
  readonly added: number;
  /** In the list already. */
  readonly known: number;
  readonly refused: readonly { readonly line: number; readonly rule: "guessable" | "length" }[];
}

/** So many go into one statement. */
const AT_ONCE = 5_000;
const MOST_LENGTH = 64;

/**
 * Adds codes that are good once each. Those that could be guessed are refused: fewer than 60 bits, were they drawn at
 * random from what they are made of, and but for what all of a list have in common. They are kept by their hash only. Throws `Unavailable`; adding again adds nothing twice.
 */
export async function addCodes(call: Call, key: string, texts: readonly string[]): Promise<Added> {
  const offer = offerName(call, key);
  const bucket = await offerBucket(offer);
  const refused: { readonly line: number; readonly rule: "guessable" | "length" }[] = [];
  let [line, added, known] = [0, 0, 0];
  let hashes: string[] = [];
  const write = async (): Promise<void> => {
    const step = { kind: "codes", offer, hashes } as const;
    const written = await commit(
      await shardOfBucket(call.platform.env, bucket),
      { kind: "offer", step },
      auditOf(call, "offer.codes", { id: offer, offer }),
    );
    if (!written.ok && written.error !== "conflict") throw new Unavailable("codes could not be added");
    const changes = written.ok ? written.value.changes : 0;
    [added, known, hashes] = [added + changes, known + hashes.length - changes, []];
  };
  const codes = texts.map(plainCode);
  const shared = sharedLetters(codes.filter((code) => code !== ""));
  for (const code of codes) {
    line += 1;
    if (code === "") continue;
    if (code.length > MOST_LENGTH) refused.push({ line, rule: "length" });
    else if (bitsOf(code, shared) < LEAST_BITS) refused.push({ line, rule: "guessable" });
    else hashes.push(await codeHash(call.program.compiled.key, code));
    if (hashes.length >= AT_ONCE) await write();
  }
  if (hashes.length > 0) await write();
  return { added, known, refused };
}
