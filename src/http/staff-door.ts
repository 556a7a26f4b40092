import type { Context } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import { readAccessToken, takesAccess } from "../actions/advisor/read-access-token.ts";
import { IDLE, openSession, sealSession, type StaffSession } from "../actions/advisor/staff-session.ts";
import type { Call } from "../actions/call.ts";
import { NO_SIGNAL } from "../core/consent/signals/signals.ts";
import { sha256Hex } from "../core/kernel/bytes.ts";
import { findApiKeyByHash } from "../storage/api-key.ts";
import type { App } from "./env.ts";
import { isForSite, openKey } from "./open-call.ts";
import { ACCESS_HEADER, STAFF_NAME } from "./open-staff.ts";
import { formOf, openSite } from "./page-door.ts";
import { Problem } from "./problem.ts";
import { limitRate } from "./rate.ts";

const ACCESS_COOKIE = "CF_Authorization";
const STAFF_COOKIE = "__Host-earnest-staff";
const SCOPE = "advisor";
const KEPT = { path: "/", secure: true, httpOnly: true, sameSite: "Strict" } as const;

/** Opens the pages of the staff: by a token of Cloudflare Access, or by a key that was entered in this browser. */
export const staffDoor = { open, openForm, signIn, signOut };

interface StaffOpened {
  readonly call: Call;
  readonly staff: { readonly name: string; readonly by: "access" | "key" } | null;
}

async function open(c: Context<App>): Promise<StaffOpened> {
  await limitRate(c.env, c.req.raw.headers);
  // What an adviser's own browser signals is not what the person it is about says.
  const call: Call = { ...(await openSite(c)), signals: NO_SIGNAL };
  const staff = (await staffByAccess(c, call)) ?? (await staffByKey(c, call));
  return { staff, call: staff ? { ...call, actor: { kind: "staff", name: staff.name } } : call };
}

async function openForm(c: Context<App>): Promise<StaffOpened & { readonly form: FormData }> {
  const form = formOf(c);
  return { ...(await open(c)), form: await form() };
}

async function staffByAccess(c: Context<App>, { platform, now }: Call): Promise<StaffOpened["staff"]> {
  const token = c.req.header(ACCESS_HEADER) ?? getCookie(c, ACCESS_COOKIE);
  const name = token !== undefined && takesAccess(platform) ? await readAccessToken(platform, token, now) : null;
  return name === null ? null : { name: `access/${name}`, by: "access" };
}

/** The key is asked for each time, so that one that was revoked lets nobody in; each page keeps the session alive. */
async function staffByKey(c: Context<App>, call: Call): Promise<StaffOpened["staff"]> {
  const session = await openSession(call, getCookie(c, STAFF_COOKIE) ?? "");
  const key = session && (await findApiKeyByHash(c.env, session.key));
  if (!key || !isForSite(key.scopes, SCOPE, call.program.site.key)) return null;
  await keep(c, call, session);
  return { name: `${key.label}/${session.name}`, by: "key" };
}

async function signIn(c: Context<App>, call: Call, secret: string, name: string): Promise<"name" | "key" | null> {
  if (!STAFF_NAME.test(name)) return "name";
  const opened = await openKey(c, SCOPE, secret).catch(refusalOf);
  const scopes = opened?.actor.kind === "key" ? opened.actor.scopes : [];
  if (!isForSite(scopes, SCOPE, call.program.site.key)) return "key";
  await keep(c, call, { key: await sha256Hex(secret), name, since: call.now });
  return null;
}

function refusalOf(error: unknown): null {
  if (error instanceof Problem) return null;
  throw error;
}

function signOut(c: Context<App>): void {
  setCookie(c, STAFF_COOKIE, "", { ...KEPT, maxAge: 0 });
}

async function keep(c: Context<App>, call: Call, session: StaffSession): Promise<void> {
  setCookie(c, STAFF_COOKIE, await sealSession(call, session), { ...KEPT, maxAge: IDLE / 1_000 });
}
