import type { Context } from "hono";
import type { Call } from "../actions/call.ts";
import type { Handed } from "../actions/consent/issue-pass.ts";
import { programOf } from "../storage/cache/program.ts";
import { listSites } from "../storage/program.ts";
import { handOver } from "./answer.ts";
import { handProof } from "./credentials.ts";
import { edgeHostOf } from "./edge/hosts.ts";
import type { App } from "./env.ts";
import { openPageCall } from "./open-call.ts";
import { personOf, type Person } from "./person.ts";
import { invalid, Problem } from "./problem.ts";
import { limitRate } from "./rate.ts";

const MOST_BYTES = 64 * 1024;

/** Opens the pages that a person has at a site's consent host, and takes the forms on them. */
export const pageDoor = { open, openForm, hand };

async function open(c: Context<App>): Promise<Person> {
  await limitRate(c.env, c.req.raw.headers);
  const call = await openSite(c);
  return personOf(c.req.raw.headers, call);
}

async function openForm(c: Context<App>): Promise<Person & { readonly form: FormData }> {
  const form = formOf(c);
  return { ...(await open(c)), form: await form() };
}

/** Refuses a form that the page itself did not send, or that is too long; reads it when it is called for. */
export function formOf(c: Context<App>): () => Promise<FormData> {
  const { headers } = c.req.raw;
  if (headers.get("origin") !== new URL(c.req.url).origin)
    throw new Problem("forbidden", [{ field: "origin", rule: "origin", detail: "must be this page itself" }]);
  if (Number(headers.get("content-length") ?? 0) > MOST_BYTES)
    throw new Problem("too-large", [{ field: "(body)", rule: "size", detail: `must be at most ${MOST_BYTES} bytes` }]);
  return async () => {
    const form = await c.req.formData().catch(() => null);
    if (!form) throw invalid("(body)", "form", "must be the form of a page");
    return form;
  };
}

function hand(c: Context<App>, headers: Headers, issued: Handed | null, proof?: string): void {
  if (issued) handOver(c.req.raw.headers, headers, issued);
  if (proof !== undefined) handProof(c.req.raw.headers, headers, proof);
}

export async function openSite(c: Context<App>): Promise<Call> {
  const key = c.req.query("site") ?? (await siteOfHost(c));
  const isDemo = key?.includes("_demo_") ?? false;
  const call = key !== undefined && /^pk_[a-z0-9_]{4,60}$/.test(key) ? await openPageCall(c, key) : null;
  if (!call || (isDemo && !call.platform.local)) throw invalid("site", "known", "must name a site, as ?site=pk_…");
  return call;
}

/** The site whose pages come through this host, or whose consent host it is. */
async function siteOfHost(c: Context<App>): Promise<string | undefined> {
  const { host, hostname } = new URL(c.req.url);
  const edge = edgeHostOf(c.env, host);
  if (edge) return edge.site;
  for (const { key } of await listSites(c.env.DB)) {
    const program = await programOf(c.env, key, (work) => c.executionCtx.waitUntil(work));
    if (program?.site.consentHost === hostname) return key;
  }
  return undefined;
}
