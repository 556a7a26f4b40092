import type { Context } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import { readAccessToken, takesAccess, type Application } from "../actions/advisor/read-access-token.ts";
import { IDLE, openSession, sealSession, type StaffSession } from "../actions/advisor/staff-session.ts";
import type { Call } from "../actions/call.ts";
import { NO_SIGNAL } from "../core/consent/signals/signals.ts";
import { sha256Hex } from "../core/kernel/bytes.ts";
import { findApiKeyByHash } from "../storage/api-key.ts";
import type { App } from "./env.ts";
import { isForSite, openHolder } from "./open-call.ts";
import { ACCESS_HEADER, STAFF_NAME } from "./open-staff.ts";
import { formOf, openSite } from "./page-door.ts";
import { Problem } from "./problem.ts";
import { limitRate } from "./rate.ts";

const ACCESS_COOKIE = "CF_Authorization";
const STAFF_COOKIE = "__Host-earnest-staff";
/** A link from elsewhere arrives signed in; a form from elsewhere does not, and would be refused by its origin. */
const KEPT = { path: "/", secure: true, httpOnly: true, sameSite: "Lax" } as const;

/** Which pages a door leads to: by the tokens of which application of Cloudflare Access, or by a key with any of these scopes. */
interface Pages {
  readonly application: Application;
  readonly scopes: readonly string[];
}

interface Staff {
  readonly name: string;
  readonly by: "access" | "key";
  readonly scopes: readonly string[];
}

interface StaffOpened {
  readonly call: Call;
  readonly staff: Staff | null;
}

/** Opens pages of the staff: by a token of Cloudflare Access, or by a key that was entered in this browser. */
export function staffDoor(application: Application, ...scopes: readonly string[]) {
  const pages: Pages = { application, scopes };
  const entered = (c: Context<App>): Promise<StaffOpened> => open(c, pages);
  return {
    open: entered,
    async openForm(c: Context<App>): Promise<StaffOpened & { readonly form: FormData }> {
      const form = formOf(c);
      return { ...(await entered(c)), form: await form() };
    },
    signIn: (c: Context<App>, call: Call, secret: string, name: string) => signIn(c, pages, call, secret, name),
    signOut,
  };
}

async function open(c: Context<App>, pages: Pages): Promise<StaffOpened> {
  await limitRate(c.env, c.req.raw.headers);
  // What the staff's own browser signals is not what a person it is about says.
  const call: Call = { ...(await openSite(c)), signals: NO_SIGNAL };
  const staff = (await staffByAccess(c, pages, call)) ?? (await staffByKey(c, pages, call));
  return { staff, call: staff ? { ...call, actor: { kind: "staff", name: staff.name } } : call };
}

async function staffByAccess(c: Context<App>, { application, scopes }: Pages, { platform, now }: Call): Promise<Staff | null> {
  const token = c.req.header(ACCESS_HEADER) ?? getCookie(c, ACCESS_COOKIE);
  const mayTake = token !== undefined && takesAccess(platform, application);
  const name = mayTake ? await readAccessToken(platform, token, now, application) : null;
  return name === null ? null : { name: `access/${name}`, by: "access", scopes };
}

/** The key is asked for each time, so that one that was revoked lets nobody in; each page keeps the session alive. */
async function staffByKey(c: Context<App>, { scopes }: Pages, call: Call): Promise<Staff | null> {
  const session = await openSession(call, getCookie(c, STAFF_COOKIE) ?? "");
  const key = session && (await findApiKeyByHash(c.env, session.key));
  const held = key ? scopes.filter((scope) => isForSite(key.scopes, scope, call.program.site.key)) : [];
  if (!key || held.length === 0) return null;
  await keep(c, call, session);
  return { name: `${key.label}/${session.name}`, by: "key", scopes: held };
}

async function signIn(c: Context<App>, { scopes }: Pages, call: Call, secret: string, name: string): Promise<"name" | "key" | null> {
  if (!STAFF_NAME.test(name)) return "name";
  const opened = await openHolder(c, secret).catch(refusalOf);
  const held = opened?.actor.scopes ?? [];
  if (!scopes.some((scope) => isForSite(held, scope, call.program.site.key))) return "key";
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
