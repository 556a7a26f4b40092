import type { Credentials } from "../actions/consent/open-visitor.ts";
import { CHOICE_COOKIE, FLOOR_COOKIE, PASS_COOKIE } from "../core/consent/seal.ts";

/** Where an app without cookies sends and receives its pass. */
export const PASS_HEADER = "earnest-pass";
const MOST_TOKEN = 4_096;

/** Reads pass, floor and readable choice from the cookies, or the pass from its header. */
export function credentialsOf(headers: Headers): Credentials {
  const own = headers.get(PASS_HEADER);
  if (own !== null) return { pass: own.slice(0, MOST_TOKEN), floor: "", choice: "" };
  const cookies = headers.get("cookie");
  if (cookies === null) return { pass: "", floor: "", choice: "" };
  return { pass: cookieOf(cookies, PASS_COOKIE), floor: cookieOf(cookies, FLOOR_COOKIE), choice: cookieOf(cookies, CHOICE_COOKIE) };
}

/** The first value of a cookie: browsers send the one with the most specific path first. */
function cookieOf(cookies: string, name: string): string {
  const wanted = `${name}=`;
  let at = cookies.startsWith(wanted) ? 0 : cookies.indexOf(`; ${wanted}`);
  if (at < 0) return "";
  at += at === 0 && cookies.startsWith(wanted) ? wanted.length : wanted.length + 2;
  const end = cookies.indexOf(";", at);
  return cookies.slice(at, end < 0 ? undefined : end);
}

/** The key of a request: `Authorization: Bearer …`, or `?key=` for beacons that cannot set a header. */
export function bearerOf(headers: Headers): string {
  const header = headers.get("authorization");
  return header?.startsWith("Bearer ") ? header.slice(7) : "";
}
