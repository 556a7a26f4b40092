import { randomBytes } from "node:crypto";
import type { FacetValue, Pass } from "../../src/core/consent/pass.ts";
import { Keyring } from "../../src/core/consent/keyring.ts";
import { RULES_VERSION } from "../../src/core/consent/rules-table.ts";
import { CHOICE_COOKIE, MOST_COOKIE, openPass, PASS_COOKIE, sealPass } from "../../src/core/consent/seal.ts";
import { writeChoice } from "../../src/core/consent/choice-cookie.ts";
import { subjectId } from "../../src/core/kernel/ids.ts";
import { BLOCKS, CONTROLLER, COUNTERS, FLAGS, ORIGIN, PURPOSES, SLOTS, TIERS, valueOf } from "./program.ts";

const SOFT_MS = 60_000;
/** A pass lives this long; the Worker opens no later one. */
const HARD_MS = 300_000;
const MONTHS_MS = 180 * 86_400_000;

/** Requests of so many different visitors of a site, each with a pass sealed now: the bytes as a browser would send them. */
export async function decideRequests(secret: string, site: string, count: number): Promise<readonly Buffer[]> {
  return (await cookiesOf(secret, site, count)).map((cookie) => decideRequest(site, cookie));
}

/** The cookies of so many different visitors, each with a pass sealed now. */
export async function cookiesOf(secret: string, site: string, count: number): Promise<readonly string[]> {
  const keyring = await Keyring.of([secret]);
  const binding = { controller: CONTROLLER, site, audience: "browser" } as const;
  const cookies: string[] = [];
  for (let visitor = 0; visitor < count; visitor++) {
    const now = Date.now();
    const pass = passOf(visitor, now);
    const token = await sealPass(keyring, binding, pass, now, new Uint8Array(randomBytes(12)));
    if (visitor === 0 && (token.length > MOST_COOKIE || (await openPass(keyring, binding, token))?.omitted.length !== 0))
      throw new Error("the bench pass does not hold all facets");
    cookies.push(`${PASS_COOKIE}=${token}; ${CHOICE_COOKIE}=${choiceOf(pass)}`);
  }
  return cookies;
}

function passOf(visitor: number, now: number): Pass {
  const start = Math.floor(now / 1000) * 1000;
  const until = start + MONTHS_MS;
  const decisions = PURPOSES.flatMap(({ key, said }) =>
    said === null ? [] : [[key, { state: said ? "granted" : "denied", until }] as const],
  );
  return {
    subject: subjectId(randomBytes(16)),
    state: {
      version: 3,
      decisions: Object.fromEntries(decisions),
      none: null,
      rule: "DEFAULT",
      rulesVersion: RULES_VERSION,
      age: null,
      parental: false,
      restricted: false,
    },
    facets: facetsOf(visitor),
    omitted: [],
    deltas: [],
    pending: [],
    lease: null,
    sticky: {},
    issued: start,
    soft: start + SOFT_MS,
    hard: start + HARD_MS,
    keep: until,
  };
}

function facetsOf(visitor: number): Record<string, FacetValue> {
  const facets: Record<string, FacetValue> = {
    segment: valueOf("segment", 15 + (visitor % 4)),
    category: valueOf("category", visitor % BLOCKS),
    brand: valueOf("brand", (visitor * 7) % BLOCKS),
    tier: TIERS[visitor % TIERS.length] ?? "basic",
    newsletter: visitor % 3 === 0,
  };
  for (const [at, key] of COUNTERS.entries()) facets[key] = 5 + ((visitor * 7 + at * 13) % 90);
  for (const [at, key] of FLAGS.entries()) facets[key] = (visitor + at) % 2 === 0;
  return facets;
}

function choiceOf(pass: Pass): string {
  const keys = (wanted: boolean): readonly string[] => PURPOSES.filter(({ said }) => said === wanted).map(({ key }) => key);
  return writeChoice({ until: pass.hard, yes: keys(true), no: keys(false), mark: "7f" });
}

const BODY = JSON.stringify({ slots: SLOTS, context: { url: `${ORIGIN}/shoes/winter?page=2`, locale: "de-AT" } });

const READER = [
  "accept-language: de-AT,de;q=0.9,en;q=0.8",
  "user-agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/153.0.0.0 Safari/537.36",
];

/** What the tag of a page asks. */
export function decideRequest(site: string, cookie: string): Buffer {
  const head = [
    "POST /v1/decide HTTP/1.1",
    "host: 127.0.0.1",
    `authorization: Bearer ${site}`,
    `origin: ${ORIGIN}`,
    "content-type: application/json",
    `content-length: ${Buffer.byteLength(BODY)}`,
    `cookie: ${cookie}`,
    "accept: */*",
    ...READER,
  ];
  return Buffer.from(`${head.join("\r\n")}\r\n\r\n${BODY}`, "latin1");
}

/** A page itself, as a browser asks for it. */
export function pageRequest(host: string, cookie: string): Buffer {
  const head = [
    "GET /shoes/winter?page=2 HTTP/1.1",
    `host: ${host}`,
    `cookie: ${cookie}`,
    "accept: text/html,application/xhtml+xml,*/*;q=0.8",
    "sec-fetch-dest: document",
    ...READER,
  ];
  return Buffer.from(`${head.join("\r\n")}\r\n\r\n`, "latin1");
}
