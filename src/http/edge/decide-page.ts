import type { Context } from "hono";
import { openVisitor, rememberedVisitor } from "../../actions/consent/open-visitor.ts";
import { decide, decideWithStorage, needsStorage } from "../../actions/targeting/decide.ts";
import { signExposures } from "../../actions/targeting/sign-exposures.ts";
import type { Content } from "../../core/program/compiled.ts";
import { within } from "../../storage/within.ts";
import { credentialsOf } from "../credentials.ts";
import { decisionsText } from "../decisions-text.ts";
import type { App } from "../env.ts";
import { openPageCall } from "../open-call.ts";

/** Longer than this no page waits for what is to stand in it. */
const WAIT_MS = 300;

export interface DecidedPage {
  readonly contents: ReadonlyMap<string, Content>;
  readonly told: string;
  readonly cookies: readonly string[];
  readonly elements: readonly string[];
}

/** Decides the slots of a site's pages; null when it took too long or failed, and then the page stays as it is. */
export async function decidePage(c: Context<App>, site: string, page: Headers): Promise<DecidedPage | null> {
  try {
    return await within(WAIT_MS, decideAll(c, site, page));
  } catch {
    return null;
  }
}

async function decideAll(c: Context<App>, site: string, page: Headers): Promise<DecidedPage | null> {
  const call = await openPageCall(c, site);
  if (!call) return null;
  const { headers } = c.req.raw;
  const credentials = credentialsOf(headers);
  const visitor =
    rememberedVisitor(call.platform, call.program, credentials) ?? (await openVisitor(call.platform, call.program, credentials));
  const { slots, slotElements } = call.program.site;
  const input = { slots, context: { ...contextOf(c.req.raw, page), country: call.country } };
  const isAhead = headers.get("sec-purpose")?.includes("prefetch") ?? false;
  const { decided, issued } =
    isAhead || !needsStorage(call, visitor, slots)
      ? { decided: decide(call, visitor, input), issued: null }
      : await decideWithStorage(call, visitor, input);
  const exposures = isAhead ? slots.map(() => null) : await signExposures(call, decided.slots);
  const filled = decided.slots.flatMap(({ content }, at) => (content ? [[slots[at] ?? "", content] as const] : []));
  const told = `{"decisions":{${decisionsText(slots, decided.slots, exposures)}},"consent":${decided.consent},"renewAfter":${decided.renewAfter}}`;
  return { contents: new Map(filled), told, cookies: issued?.cookies ?? [], elements: slotElements };
}

/** The page's own language where the origin names it, else the reader's. */
function contextOf(request: Request, page: Headers): Pick<Parameters<typeof decide>[2]["context"], "url" | "referrer" | "locale"> {
  const named = page.get("content-language") ?? request.headers.get("accept-language") ?? "";
  return {
    url: request.url,
    referrer: request.headers.get("referer") ?? undefined,
    locale: /^[\w-]{2,40}/.exec(named)?.[0],
  };
}
