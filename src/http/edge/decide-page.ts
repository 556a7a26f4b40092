import type { Context } from "hono";
import type { Call } from "../../actions/call.ts";
import { openVisitor, rememberedVisitor, type Visitor } from "../../actions/consent/open-visitor.ts";
import { decide, decideWithStorage, needsStorage, type Decided, type DecideInput } from "../../actions/targeting/decide.ts";
import { carriesPreview, decidePreview, openPreview } from "../../actions/targeting/preview.ts";
import { signExposures } from "../../actions/targeting/sign-exposures.ts";
import type { Content } from "../../core/program/compiled-experience.ts";
import { within } from "../../storage/within.ts";
import { credentialsOf } from "../credentials.ts";
import { decisionsText } from "../decisions-text.ts";
import type { App } from "../env.ts";
import { openPageCall, pageCallNow } from "../open-call.ts";
import { trustHtml } from "./trust-html.ts";

/** Longer than this no page waits for what is to stand in it. */
const WAIT_MS = 300;

export interface DecidedPage {
  readonly contents: ReadonlyMap<string, Content>;
  /** By slot, as HTML. */
  readonly trust: ReadonlyMap<string, string>;
  readonly told: string;
  readonly explained: ReadonlySet<string>;
  readonly cookies: readonly string[];
  readonly elements: readonly string[];
}

/**
 * Decides the slots of a site's pages; null when it took too long or failed, and then the page stays as it is. Where
 * nothing is to be read first there is nothing to wait for, and no time limit is set.
 */
export async function decidePage(c: Context<App>, site: string, page: Headers): Promise<DecidedPage | null> {
  try {
    const call = pageCallNow(c, site) ?? (await within(WAIT_MS, openPageCall(c, site)));
    if (!call) return null;
    const { headers } = c.req.raw;
    const credentials = credentialsOf(headers);
    const visitor =
      rememberedVisitor(call.platform, call.program, credentials) ?? (await openVisitor(call.platform, call.program, credentials));
    const context = { ...contextOf(c.req.raw, page), country: call.country, facts: call.facts };
    const input = { slots: call.program.site.slots, context, asks: true } as const;
    const uncounted = await decideUncounted(c, call, visitor, input);
    if (uncounted)
      return pageOf(
        call,
        uncounted,
        input.slots.map(() => null),
      );
    const { decided, issued } = needsStorage(call, visitor, input)
      ? await within(WAIT_MS, decideWithStorage(call, visitor, input))
      : { decided: decide(call, visitor, input), issued: null };
    return pageOf(call, decided, await signExposures(call, decided), issued?.cookies);
  } catch {
    return null;
  }
}

/** A page that somebody previews, or that a browser only fetches ahead; null for any other. */
async function decideUncounted(c: Context<App>, call: Call, visitor: Visitor, input: DecideInput): Promise<Decided | null> {
  const opened = carriesPreview(c.req.url) ? await within(WAIT_MS, openPreview(call, c.req.url)) : null;
  if (opened) return decidePreview(call, visitor, opened, input);
  return c.req.header("sec-purpose")?.includes("prefetch") ? decide(call, visitor, input) : null;
}

function pageOf(call: Call, decided: Decided, exposures: readonly (string | null)[], cookies: readonly string[] = []): DecidedPage {
  const { slots, slotElements } = call.program.site;
  const filled = decided.slots.flatMap(({ content }, at) => (content ? [[slots[at] ?? "", content] as const] : []));
  const told = `{"decisions":{${decisionsText(slots, decided.slots, exposures, decided.trust)}},"consent":${decided.consent},"renewAfter":${decided.renewAfter}${decided.ask ? ASKS : ""}}`;
  const explained = new Set(decided.slots.flatMap(({ content, because }, at) => (content && because.length > 0 ? [slots[at] ?? ""] : [])));
  const trust = (decided.trust ?? []).flatMap((shown, at) => (shown.length > 0 ? [[slots[at] ?? "", trustHtml(shown)] as const] : []));
  return { contents: new Map(filled), trust: new Map(trust), told, explained, cookies, elements: slotElements };
}

/** There may be a question: the tag, which knows what slots there are, asks for it off the hot path. */
const ASKS = ',"asks":true';

/** The page's own language where the origin names it, else the reader's. */
function contextOf(request: Request, page: Headers): Pick<Parameters<typeof decide>[2]["context"], "url" | "referrer" | "locale"> {
  const named = page.get("content-language") ?? request.headers.get("accept-language") ?? "";
  return {
    url: request.url,
    referrer: request.headers.get("referer") ?? undefined,
    locale: /^[\w-]{2,40}/.exec(named)?.[0],
  };
}
