/**
 * Where a table's rows live. `moves`: with a bucket, which their owner names (a subject, or a receipt; first in the key),
 * or which stands beside it. `database`: what happened in a database, which stays there. `first`: in the first one only.
 */
export type Placed = { readonly moves: string; readonly bucket?: string } | "database" | "first";

/** Every table. A new one says here how it moves; a test compares this with the schema. */
export const PLACED: Readonly<Record<string, Placed>> = {
  register: { moves: "subject" },
  ledger: { moves: "chain" },
  profile: { moves: "subject" },
  event: { moves: "subject" },
  alias: { moves: "subject" },
  merge: { moves: "root" },
  link: { moves: "subject" },
  pressure: { moves: "subject" },
  purge: { moves: "subject" },
  identifier: { moves: "hash", bucket: "bucket" },
  benefit: { moves: "subject" },
  exchange: { moves: "subject" },
  task: { moves: "subject" },
  viewed: { moves: "subject" },
  hint: { moves: "subject" },
  shared: { moves: "subject" },
  shared_read: { moves: "subject" },
  points_entry: { moves: "subject" },
  points_account: { moves: "subject" },
  points_joined: { moves: "root" },
  unlocked: { moves: "subject" },
  brought: { moves: "subject" },
  asked: { moves: "subject" },
  report: { moves: "subject" },
  spending_key: { moves: "id", bucket: "bucket" },
  redemption: { moves: "id", bucket: "bucket" },
  offer_count: { moves: "offer", bucket: "bucket" },
  coupon: { moves: "hash", bucket: "bucket" },
  code_list: { moves: "offer", bucket: "bucket" },
  code_run: { moves: "id", bucket: "bucket" },
  request: { moves: "id", bucket: "bucket" },
  request_step: { moves: "request", bucket: "bucket" },
  audit: "database",
  bucket_owner: "database",
  bucket_change: "database",
  job: "database",
  bucket_map: "first",
  bucket_move: "first",
  program_version: "first",
  site: "first",
  api_key: "first",
  trial_sum: "database",
  hint_count: "database",
  bandit: "first",
  halted_ask: "first",
  rollup: "first",
  exposure_seen: "first",
  consent_count: "first",
  audience_size: "first",
  report_cohort: "first",
  catalogue_item: "first",
  ranking: "first",
  webhook_off: "first",
  notice_text: "first",
  identity_token: "first",
  sign_in_code: "first",
  import_part: "first",
  dead_letter: "first",
  collection: "first",
  collection_field: "first",
  tombstone: "first",
  erasure: "first",
  erasure_told: "first",
};

/**
 * What an erasure leaves of a table. `deleted`: the rows of its owner go. `emptied`: rows stay, without what they told or
 * whose they were. `hashed`: a keyed hash stays, so that nobody is brought back by a file. `nobody`: nobody is in it.
 */
export type Erases = "deleted" | "emptied" | "hashed" | "nobody";

/** Every table again. What is `deleted` needs no more than its line here, and a fence in its migration; what is `emptied` or `hashed` has a step of its own. */
export const ERASES: Readonly<Record<string, Erases>> = {
  register: "emptied",
  ledger: "emptied",
  profile: "emptied",
  event: "deleted",
  alias: "deleted",
  merge: "deleted",
  link: "deleted",
  pressure: "deleted",
  purge: "deleted",
  identifier: "hashed",
  benefit: "deleted",
  brought: "deleted",
  asked: "deleted",
  report: "deleted",
  viewed: "deleted",
  hint: "deleted",
  // Sealed, and gone within the hour of its own accord.
  collection: "nobody",
  collection_field: "nobody",
  shared: "deleted",
  shared_read: "deleted",
  hint_count: "nobody",
  request: "emptied",
  request_step: "nobody",
  exchange: "deleted",
  task: "deleted",
  points_entry: "emptied",
  points_account: "emptied",
  points_joined: "deleted",
  unlocked: "deleted",
  spending_key: "nobody",
  redemption: "emptied",
  offer_count: "hashed",
  coupon: "nobody",
  code_list: "nobody",
  code_run: "nobody",
  audit: "emptied",
  bucket_owner: "nobody",
  bucket_change: "emptied",
  job: "emptied",
  bucket_map: "nobody",
  bucket_move: "emptied",
  program_version: "nobody",
  site: "nobody",
  api_key: "nobody",
  trial_sum: "nobody",
  bandit: "nobody",
  halted_ask: "nobody",
  rollup: "nobody",
  exposure_seen: "nobody",
  consent_count: "nobody",
  audience_size: "nobody",
  report_cohort: "nobody",
  catalogue_item: "nobody",
  ranking: "nobody",
  webhook_off: "nobody",
  notice_text: "nobody",
  identity_token: "nobody",
  sign_in_code: "hashed",
  import_part: "nobody",
  dead_letter: "emptied",
  tombstone: "hashed",
  erasure: "emptied",
  erasure_told: "hashed",
};

/** A table whose rows move with their bucket. */
export interface Moving {
  readonly table: string;
  readonly owner: string;
  /** The column of the bucket, where the owner does not name it. */
  readonly bucket: string | null;
}

export const MOVING: readonly Moving[] = Object.entries(PLACED).flatMap(([table, placed]) =>
  typeof placed === "string" ? [] : [{ table, owner: placed.moves, bucket: placed.bucket ?? null }],
);

/** How the owners of a bucket begin: two hex digits after `sub_` or `rcp_`. */
export function hexOf(bucket: number): string {
  return bucket.toString(16).padStart(2, "0");
}

/** What stands before the owner of a row whose bucket stands beside it, among the owners of a bucket. */
export const BESIDE = "#";
