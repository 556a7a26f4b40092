import { object, SUBJECT, TEXT, type Operations } from "./operation.ts";

const IDENTITY = { keys: [{ scope: "identity" }], query: ["site"] } as const;
const PROGRAMS = { keys: [{ scope: "programs" }] } as const;
const DOCUMENT = { type: "object" } as const;
const SAYS = { source: TEXT, proof: TEXT };

/** Who is whom, programs, reports, webhooks, and what anyone may read. */
export const DIRECTORY: Operations = {
  "GET /v1/identities/nonce": { summary: "What an identity token must carry", keys: ["publishable"], answers: { 200: "nonce, audience" } },
  "POST /v1/identities/token": {
    summary: "Sign this browser in as whom the brand's server vouches for",
    keys: ["publishable"],
    body: object({ token: TEXT }),
    answers: { 200: "consent" },
  },
  "POST /v1/identities/code": {
    summary: "Send a one-time code to an address, if anybody is known by it; answers the same if nobody is",
    keys: ["publishable"],
    body: object({ email: TEXT }),
    answers: { 202: "challenge, expiresIn" },
  },
  "POST /v1/identities/proof": {
    summary: "Sign this browser in for the code that was sent",
    keys: ["publishable"],
    body: object({ challenge: TEXT, code: TEXT }),
    answers: { 200: "consent" },
  },
  "POST /v1/identities/sign-out": {
    summary: "From here on this browser is not theirs",
    keys: ["publishable"],
    body: object({}),
    answers: { 200: "signedOut" },
  },
  "POST /v1/identities/link": {
    summary: "Say that an identifier is somebody's",
    ...IDENTITY,
    body: object({ subject: { oneOf: [SUBJECT, { type: "null" }] }, identifier: SUBJECT, ...SAYS }),
    answers: { 200: "subject" },
  },
  "POST /v1/identities/unlink": {
    summary: "Take an identifier back",
    ...IDENTITY,
    body: object({ identifier: SUBJECT }),
    answers: { 200: "subject" },
  },
  "POST /v1/identities/merge": {
    summary: "Say that two subjects are one person",
    ...IDENTITY,
    body: object({ root: SUBJECT, subject: SUBJECT, ...SAYS }),
    answers: { 200: "root, subject" },
  },
  "POST /v1/identities/unmerge": {
    summary: "Take a merge back",
    ...IDENTITY,
    body: object({ subject: SUBJECT }),
    answers: { 200: "root, subject" },
  },
  "POST /v1/programs": { summary: "Publish a program", ...PROGRAMS, body: DOCUMENT, answers: { 201: "hash, program, sites, warnings" } },
  "POST /v1/programs/lint": { summary: "What is wrong with a program", ...PROGRAMS, body: DOCUMENT, answers: { 200: "findings" } },
  "POST /v1/programs/diff": { summary: "What publishing would change", ...PROGRAMS, body: DOCUMENT, answers: { 200: "diff" } },
  "POST /v1/programs/rollback": {
    summary: "Point the sites back at an older version",
    ...PROGRAMS,
    body: object({ hash: TEXT }),
    answers: { 200: "hash, program, sites" },
  },
  "GET /v1/programs/{program}/versions": { summary: "Versions, newest first", ...PROGRAMS, answers: { 200: "versions" } },
  "GET /v1/reports/consent": {
    summary: "Rates of opting in, opting out, ignoring and withdrawing, without small numbers",
    keys: [{ scope: "reports" }],
    query: ["site", "from", "to"],
    answers: { 200: "the report" },
  },
  "GET /v1/reports/audiences": {
    summary: "How many people each audience had on a day, without small numbers",
    keys: [{ scope: "reports" }],
    query: ["site", "day"],
    answers: { 200: "the report" },
  },
  "GET /v1/webhooks": {
    summary: "Webhooks with their secrets",
    keys: [{ scope: "webhooks" }],
    query: ["site"],
    answers: { 200: "webhooks" },
  },
  "POST /v1/webhooks/{key}/enable": {
    summary: "Send to a webhook again",
    keys: [{ scope: "webhooks" }],
    query: ["site"],
    body: object({}),
    answers: { 200: "the webhook" },
  },
  "POST /v1/webhooks/{key}/resend": {
    summary: "Send what a webhook never received again: up to a hundred dead letters, oldest first",
    keys: [{ scope: "webhooks" }],
    query: ["site"],
    body: object({}),
    answers: { 200: "resent, erased, more" },
  },
  "GET /v1/shards": {
    summary: "How many buckets each database has, and which are on their way",
    keys: [{ scope: "shards" }],
    answers: { 200: "databases, moves" },
  },
  "POST /v1/shards/move": {
    summary: "Move a bucket to another database, or go on with it",
    keys: [{ scope: "shards" }],
    body: object({ bucket: { type: "integer", minimum: 0, maximum: 255 }, binding: TEXT }),
    answers: { 200: "bucket, from, to, stage, copied, done" },
  },
  "POST /v1/shards/replay": {
    summary: "After a database was put back from an older copy: erase and withdraw again what that copy brought back",
    keys: [{ scope: "shards" }],
    body: object({ database: TEXT, after: TEXT }, ["database", "after"]),
    answers: { 200: "subjects, erased, withdrawn, next" },
  },
  "GET /v1/dead-letters": {
    summary: "How many messages each queue gave up, and since when",
    keys: [{ scope: "queues" }],
    answers: { 200: "letters" },
  },
  "POST /v1/dead-letters/replay": {
    summary: "Send a part of them to their own queue again; each counts once",
    keys: [{ scope: "queues" }],
    body: object({ queue: TEXT, after: TEXT, limit: { type: "integer", minimum: 1, maximum: 50 } }, ["queue", "after", "limit"]),
    answers: { 200: "replayed, unreadable, next" },
  },
  "GET /healthz": { summary: "Whether there is a program to run", keys: ["anyone"], answers: { 200: "status, programs" } },
  "GET /.well-known/gpc.json": { summary: "Global Privacy Control is heeded", keys: ["anyone"], answers: { 200: "gpc, lastUpdate" } },
  "GET /.well-known/jwks.json": { summary: "Keys that receipts are verified with", keys: ["anyone"], answers: { 200: "keys" } },
};
