import type { Credentials } from "../actions/consent/open-visitor.ts";
import { CHOICE_COOKIE, FLOOR_COOKIE, PASS_COOKIE } from "../core/consent/seal.ts";
import { PROOF_COOKIE, PROOF_LIVES } from "../core/profile/proof.ts";

/** Where an app without cookies sends and receives its pass. */
export const PASS_HEADER = "earnest-pass";
/** The same for the proof of who stands behind it. */
const PROOF_HEADER = "earnest-known";
const MOST_TOKEN = 4_096;

const NOTHING: Credentials = { pass: "", floor: "", choice: "" };
const PASS = wantedOf(PASS_COOKIE);
const FLOOR = wantedOf(FLOOR_COOKIE);
const CHOICE = wantedOf(CHOICE_COOKIE);
const PROOF = wantedOf(PROOF_COOKIE);

/** Reads pass, floor and readable choice from the cookies, or the pass from its header. */
export function credentialsOf(headers: Headers): Credentials {
  const own = headers.get(PASS_HEADER);
  if (own !== null) return { pass: own.slice(0, MOST_TOKEN).replaceAll(" ", ""), floor: "", choice: "" };
  const cookies = headers.get("cookie");
  if (cookies === null) return NOTHING;
  return { pass: cookieOf(cookies, PASS), floor: cookieOf(cookies, FLOOR), choice: cookieOf(cookies, CHOICE) };
}

/** The proof that a known person stands behind the pass; empty without one. Only what shows or changes a person's own data asks for it. */
export function proofOf(headers: Headers): string {
  const own = headers.get(PROOF_HEADER);
  return (own ?? cookieOf(headers.get("cookie") ?? "", PROOF)).slice(0, MOST_TOKEN);
}

/** Puts a proof where the visitor keeps their pass. An empty one takes it away. */
export function handProof(request: Headers, headers: Headers, proof: string): void {
  const age = proof === "" ? 0 : PROOF_LIVES / 1000;
  if (request.has(PASS_HEADER)) headers.set(PROOF_HEADER, proof);
  else headers.append("set-cookie", `${PROOF_COOKIE}=${proof}; Max-Age=${age}; Path=/; Secure; SameSite=Lax; HttpOnly`);
}

/** More copies of one cookie than this are no browser's. */
const MOST_COPIES = 8;

/**
 * The value of a cookie, or with a space between them the values of all its copies: one set for the host alone and one for
 * the whole domain come under one name, and which of them is first says nothing.
 */
function cookieOf(cookies: string, { first, later }: Wanted): string {
  let at = first.length;
  if (!cookies.startsWith(first)) {
    const found = cookies.indexOf(later);
    if (found < 0) return "";
    at = found + later.length;
  }
  let end = cookies.indexOf(";", at);
  let values = cookies.slice(at, end < 0 ? undefined : end);
  for (let copy = 1; end >= 0 && copy < MOST_COPIES; copy++) {
    const found = cookies.indexOf(later, end);
    if (found < 0) break;
    end = cookies.indexOf(";", found + later.length);
    values += ` ${cookies.slice(found + later.length, end < 0 ? undefined : end)}`;
  }
  return values;
}

interface Wanted {
  readonly first: string;
  readonly later: string;
}

function wantedOf(name: string): Wanted {
  return { first: `${name}=`, later: `; ${name}=` };
}

/** The key of a request: `Authorization: Bearer …`, or as Segment's clients send it, `Basic` with the key as the user. */
export function bearerOf(headers: Headers): string {
  const header = headers.get("authorization");
  if (header === null) return "";
  return header.startsWith("Basic ") ? userIn(header.slice(6)) : header.startsWith("Bearer ") ? header.slice(7) : "";
}

function userIn(basic: string): string {
  try {
    return atob(basic.trim()).split(":")[0] ?? "";
  } catch {
    return "";
  }
}
