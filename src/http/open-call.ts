import type { Context } from "hono";
import type { Actor, Call } from "../actions/call.ts";
import { readGpc } from "../core/consent/gpc.ts";
import { GPC_ALONE, NO_SIGNAL, readHeard, signalsOf, type Signals } from "../core/consent/signals/signals.ts";
import { resolveRule } from "../core/consent/resolve-rule.ts";
import type { LiveProgram } from "../core/program/live.ts";
import { findApiKey } from "../storage/api-key.ts";
import { programInMemory, programOf } from "../storage/cache/program.ts";
import { platformNow, platformOf, type Platform } from "../storage/platform.ts";
import { listSites } from "../storage/program.ts";
import { bearerOf } from "./credentials.ts";
import type { App } from "./env.ts";
import { factsOf, nowOf, placeOf } from "./place.ts";
import { Problem } from "./problem.ts";

/** The platform of a request; without waiting but for the first of an isolate. */
export function platformFor(c: Context<App>): Platform | Promise<Platform> {
  const defer = (work: Promise<unknown>): void => c.executionCtx.waitUntil(work);
  return platformNow(c.env, defer) ?? platformOf(c.env, defer);
}

/** Opens the call of a browser: a publishable key, and its site's own origin. Nothing is authenticated by it. */
export async function openBrowserCall(c: Context<App>, key = bearerOf(c.req.raw.headers) || c.req.query("key") || ""): Promise<Call> {
  const { headers } = c.req.raw;
  const now = browserCallNow(c, headers, key);
  if (now) return now;
  const platform = await platformFor(c);
  const program = await siteProgram(platform, key);
  checkOrigin(headers, program);
  return callOf(c.req.raw, platform, program, VISITOR);
}

/** The same without waiting; null when this isolate does not hold the program or its keys yet. */
export function browserCallNow(c: Context<App>, headers: Headers, key: string): Call | null {
  const program = programInMemory(key);
  const context = c.executionCtx;
  const platform = program && platformNow(c.env, (work) => context.waitUntil(work));
  if (!platform) return null;
  checkOrigin(headers, program);
  return callOf(c.req.raw, platform, program, VISITOR);
}

/** The call of a page that is asked for through here: its host says which site it is. Null for an unknown site. */
export async function openPageCall(c: Context<App>, key: string): Promise<Call | null> {
  const platform = await platformFor(c);
  const program = await programOf(c.env, key, platform.defer);
  return program && callOf(c.req.raw, platform, program, VISITOR);
}

/** The same without waiting; null when this isolate does not hold the program or its keys yet. */
export function pageCallNow(c: Context<App>, key: string): Call | null {
  const program = programInMemory(key);
  const context = c.executionCtx;
  const platform = program && platformNow(c.env, (work) => context.waitUntil(work));
  return platform ? callOf(c.req.raw, platform, program, VISITOR) : null;
}

const VISITOR: Actor = { kind: "visitor" };

/** Where a page or an app passes on what it heard of other consent managers. */
const SIGNALS_HEADER = "earnest-signals";
const MOST_HEARD = 500;
const heardBefore = new Map<string, Signals>();

/** The signals of a request; the same words give the same object, so that judgements can be remembered by it. */
function signalsIn(headers: Headers, program: LiveProgram): Signals {
  const gpc = readGpc(headers.get("sec-gpc"));
  const heard = headers.get(SIGNALS_HEADER);
  const dnt = program.site.signals.dnt && headers.get("dnt") === "1";
  if (heard === null && !dnt) return gpc ? GPC_ALONE : NO_SIGNAL;
  const name = `${gpc}|${dnt}|${heard}`;
  const known = heardBefore.get(name);
  if (known) return known;
  const told = readHeard(heard ?? "");
  const signals = signalsOf(gpc || told.gpc, dnt ? { ...told.heard, dnt } : told.heard);
  if (heardBefore.size >= MOST_HEARD) heardBefore.clear();
  heardBefore.set(name, signals);
  return signals;
}

async function siteProgram(platform: Platform, key: string): Promise<LiveProgram> {
  if (!/^pk_[a-z0-9_]{4,60}$/.test(key) || (isDemo(key) && !platform.local)) throw unauthorized("a publishable key of a site");
  const program = await programOf(platform.env, key, platform.defer);
  if (!program) throw unauthorized("a publishable key of a site");
  return program;
}

function unauthorized(what: string): Problem {
  return new Problem(
    "unauthorized",
    [{ field: "authorization", rule: "key", detail: `must be Bearer and ${what}` }],
    {},
    { "www-authenticate": "Bearer" },
  );
}

function isDemo(key: string): boolean {
  return key.includes("_demo_");
}

/** A browser always names its origin when it writes; one that is not the site's own is turned away. */
function checkOrigin(headers: Headers, program: LiveProgram): void {
  const origin = headers.get("origin");
  const foreign = origin === null ? headers.get("sec-fetch-site") === "cross-site" : !program.site.origins.includes(origin);
  if (foreign) throw new Problem("forbidden", [{ field: "origin", rule: "origin", detail: "must be an origin of this site" }]);
}

/** The call of a request for a site, as an actor. */
function callOf(request: Request, platform: Platform, program: LiveProgram, actor: Actor): Call {
  const place = placeOf(request, platform.local);
  return {
    platform,
    program,
    rule: resolveRule(place),
    country: place.country,
    facts: program.asksFacts ? factsOf(request, place, platform.local) : undefined,
    signals: signalsIn(request.headers, program),
    now: nowOf(request, platform.local),
    actor,
  };
}

/** Who holds a secret key. */
interface Holder {
  readonly platform: Platform;
  readonly actor: Extract<Actor, { readonly kind: "key" }>;
  readonly now: number;
}

/** The holder of a secret key with a scope. */
export async function openKey(c: Context<App>, scope: string, secret = bearerOf(c.req.raw.headers)): Promise<Holder> {
  const holder = await openHolder(c, secret);
  if (!holdsScope(holder.actor.scopes, scope))
    throw new Problem("forbidden", [{ field: "authorization", rule: "scope", detail: `must hold the scope ${scope}` }]);
  return holder;
}

/** The holder of a secret key, whatever its scopes. */
export async function openHolder(c: Context<App>, secret: string): Promise<Holder> {
  const platform = await platformFor(c);
  const refused = unauthorized("a secret key");
  if (!/^sk_[a-z0-9_]{4,80}$/.test(secret) || (isDemo(secret) && !platform.local)) throw refused;
  const key = await findApiKey(c.env, secret);
  if (!key) throw refused;
  return { platform, actor: { kind: "key", label: key.label, scopes: key.scopes }, now: nowOf(c.req.raw, platform.local) };
}

/** A key with such a scope is good for that site alone, and need not name it. */
const SITE_SCOPE = "site:";

function holdsScope(scopes: readonly string[], scope: string): boolean {
  return scopes.includes("*") || scopes.includes(scope);
}

/** True where scopes hold one, and are good for a site. */
export function isForSite(scopes: readonly string[], scope: string, site: string): boolean {
  const own = scopes.filter((item) => item.startsWith(SITE_SCOPE));
  return holdsScope(scopes, scope) && (own.length === 0 || own.includes(SITE_SCOPE + site));
}

/** Opens the call of a server: a secret key with a scope, and the site named by `?site=`, by the key itself, or the only one there is. */
export async function openServerCall(c: Context<App>, scope: string, secret?: string): Promise<Call> {
  const { platform, actor } = await openKey(c, scope, secret);
  return openCallAs(c, platform, actor);
}

/** The call of whoever was authenticated, for the site named by `?site=`, by their key, or the only one there is. */
export async function openCallAs(c: Context<App>, platform: Platform, actor: Actor): Promise<Call> {
  const key = siteNamed(c, actor) ?? (await onlySite(c));
  const program = key === undefined ? null : await programOf(c.env, key, platform.defer);
  if (!program) throw new Problem("invalid-input", [{ field: "site", rule: "known", detail: "must name a site, as ?site=pk_…" }]);
  return callOf(c.req.raw, platform, program, actor);
}

/** The site a server means; undefined where neither it nor its key names one. */
function siteNamed(c: Context<App>, actor: Actor): string | undefined {
  const scopes = actor.kind === "key" ? actor.scopes.filter((item) => item.startsWith(SITE_SCOPE)) : [];
  const own = scopes.map((item) => item.slice(SITE_SCOPE.length));
  const named = c.req.query("site") ?? own[0];
  if (named !== undefined && own.length > 0 && !own.includes(named))
    throw new Problem("forbidden", [{ field: "site", rule: "scope", detail: "must be a site this key is for" }]);
  return named;
}

async function onlySite(c: Context<App>): Promise<string | undefined> {
  const sites = await listSites(c.env.DB);
  return sites.length === 1 ? sites[0]?.key : undefined;
}
