import { codeHash, readCodes, type CodeLines } from "../../core/exchange/code.ts";
import { ENOUGH_CODES, guessableOf, LAST_CODES } from "../../core/exchange/code-list.ts";
import type { SipKey } from "../../core/kernel/siphash.ts";
import { commit } from "../../storage/commit.ts";
import { readList, type CodeFault, type CodesStep, type CodeSum } from "../../storage/coupon.ts";
import { randomBytes } from "../../storage/platform.ts";
import { forgetShards, shardOfBucket } from "../../storage/shards.ts";
import { Unavailable } from "../../storage/within.ts";
import type { Call } from "../call.ts";
import { auditOf } from "./redeem-offer.ts";

/** The list codes are added to. */
export interface CodeList {
  readonly key: SipKey;
  readonly offer: string;
  readonly bucket: number;
}

/** Where a call stands before some lines, and where after them; `run` is what it is kept as, where it goes by a key. */
export interface Going {
  readonly before: CodeSum;
  readonly lines: number;
  readonly digest: string;
  readonly isLast: boolean;
  readonly run: string | null;
}

interface Line {
  readonly line: number;
  readonly code: string;
  readonly hash: string;
}

/** What is to be written of some lines, and what is in already. */
interface Sorted {
  readonly hashes: readonly string[];
  readonly known: number;
  readonly faults: readonly CodeFault[];
  readonly list: CodesStep["list"];
}

const MOST_FAULTS = 100;
const MOST_TRIES = 20;
const LABEL = "codes";
const NO_LIST = { version: 0, sealed: null, known: new Set<string>() };

/** Adds what is good of some lines, and counts on. Throws `Unavailable`. */
export async function addGroup(call: Call, list: CodeList, lines: readonly (string | null)[], going: Going): Promise<CodeSum> {
  const read = readCodes(lines, going.before.lines + 1);
  const hashed = Array.from(read.codes, ([code, line]) => ({ code, line, hash: codeHash(list.key, code) }));
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const sorted = await sort(call, list, read, hashed);
    const sum = await write(call, list, going, sorted);
    if (sum) return sum;
  }
  throw new Unavailable("codes could not be added");
}

/** Few codes are looked at with those that came last: a counter that is sent one by one is one all the same. */
async function sort(call: Call, { offer, bucket }: CodeList, { twice, faults }: CodeLines, hashed: readonly Line[]): Promise<Sorted> {
  const hashes = hashed.map(({ hash }) => hash);
  const isMany = hashed.length >= ENOUGH_CODES;
  const { version, sealed, known } = isMany ? NO_LIST : await readList(call.platform.env, bucket, offer, hashes);
  const last = await open(call, offer, sealed);
  const fresh = hashed.filter(({ hash }) => !known.has(hash));
  const codes = fresh.map(({ code }) => code);
  const guessable = guessableOf(last, codes);
  const newest = [...last, ...codes.filter((code) => !guessable.has(code))].slice(-LAST_CODES);
  const refused = fresh.filter(({ code }) => guessable.has(code)).map(({ line }) => ({ line, rule: "guessable" }));
  return {
    hashes: fresh.filter(({ code }) => !guessable.has(code)).map(({ hash }) => hash),
    known: twice + known.size,
    faults: [...faults, ...refused].toSorted((a, b) => a.line - b.line),
    list: isMany || guessable.size === codes.length ? null : { version, sealed: await seal(call, offer, newest) },
  };
}

/** Null where somebody else was faster. */
async function write(call: Call, { offer, bucket }: CodeList, going: Going, sorted: Sorted): Promise<CodeSum | null> {
  const { before, lines, digest, isLast, run } = going;
  const { hashes, list } = sorted;
  const sum = {
    lines,
    digest,
    added: before.added,
    known: before.known + sorted.known + hashes.length,
    refused: before.refused + sorted.faults.length,
    faults: [...before.faults, ...sorted.faults].slice(0, MOST_FAULTS),
  };
  if (hashes.length === 0 && run === null) return sum;
  const kept = run === null ? null : { id: run, before: before.lines, after: { ...sum, isDone: isLast } };
  const step = { kind: "codes", offer, hashes, at: call.now, list, run: kept } as const;
  const shard = await shardOfBucket(call.platform.env, bucket);
  const written = await commit(shard, { kind: "offer", step }, auditOf(call, "offer.codes", { id: offer, offer }));
  if (written.ok) return { ...sum, added: sum.added + written.value.changes, known: sum.known - written.value.changes };
  if (written.error === "moved") forgetShards();
  // The same call may be at work elsewhere under this key: it is waited for, by whoever asks again.
  if (written.error !== "conflict" || (list === null && run !== null)) throw new Unavailable("codes could not be added");
  return list ? null : sum;
}

/** The codes that came last; none where they were sealed by a secret that is no more. */
async function open(call: Call, offer: string, sealed: string | null): Promise<readonly string[]> {
  const text = sealed === null ? null : await call.platform.keyring.open(LABEL, sealed, offer);
  return text === null ? [] : (JSON.parse(text) as string[]);
}

function seal(call: Call, offer: string, codes: readonly string[]): Promise<string> {
  return call.platform.keyring.seal(LABEL, JSON.stringify(codes), offer, call.now, randomBytes(12));
}
