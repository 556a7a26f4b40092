import type { PageSite } from "../../core/consent/page/page-site.ts";
import type * as gpp from "../signals/gpp-api.ts";
import type * as readers from "../signals/readers.ts";
import { tell, typesFor } from "../signals/tell.ts";
import { isAllowed, isRefused } from "./allowed.ts";
import { clear } from "./clear.ts";
import { followFrames, type Framed } from "./frames.ts";
import { absolute } from "./gate.ts";
import { release, takeOver, unloadFrames } from "./hold.ts";
import type { Lent } from "../lent.ts";
import type { PageKit } from "./kit.ts";
import { listingOf } from "./listing.ts";
import type * as placeholder from "./placeholder.ts";
import type * as reloading from "./reload.ts";
import { runScripts } from "./scripts.ts";

let started: Promise<void> | undefined;

/** Watches a page, once: what it holds back, what it lets go, what it clears away and whom it tells. */
export function start(lent: Lent): Promise<void> {
  return (started ??= startWatching(lent));
}

async function startWatching(lent: Lent): Promise<void> {
  const site = await lent.call<PageSite>("GET", "/v1/site");
  const kit: PageKit = { ...lent, ...(window.earnest as unknown as Omit<PageKit, keyof Lent>) };
  const heard = hearOthers(kit, site);
  watch(kit, site);
  if (site.gpp) void answerGpp(kit, site);
  await heard;
}

async function hearOthers(kit: PageKit, { signals }: PageSite): Promise<void> {
  if (!signals.gpp && !signals.tcf && !signals.usPrivacy) return kit.hear("");
  let first = true;
  const { listen } = await load<typeof readers>("readers");
  listen(signals, (said) => {
    kit.hear(said);
    if (!first) kit.refreshSoon();
  });
  first = false;
}

function watch(kit: PageKit, site: PageSite): void {
  const listing = listingOf(site, absolute);
  const allows = (purpose: string) => isAllowed(site, kit.standing(), navigator.globalPrivacyControl === true, purpose);
  const mayLoad = (href: string) => !document.prerendering && listing(href).every(allows);
  const mayRun = ({ src, dataset: { earnestPurpose = "" } }: HTMLScriptElement) =>
    allows(earnestPurpose) && (!src || (listing(src).includes(earnestPurpose) && mayLoad(src)));
  const page = takeOver(mayLoad, (href) => listing(href).some((purpose) => isRefused(kit.standing(), purpose)));
  const lost = losses(Object.keys(site.purposes), allows);
  const follow = () => {
    const consent = kit.standing();
    if (document.prerendering || Object.keys(consent.allowed).length === 0) return;
    for (const [purpose, left] of Object.entries(site.purposes)) if (isRefused(consent, purpose)) clear(left);
    tell(site, typesFor(site, allows));
    unloadFrames(page, mayLoad);
    release(page);
    followFrames(allows, (box, frame) => void drawFrame(kit, box, frame));
    void runScripts(mayRun);
    if (lost().some((purpose) => site.purposes[purpose]?.reload)) void drawReload(kit);
  };
  new MutationObserver(() => unloadFrames(page, mayLoad)).observe(document, { childList: true, subtree: true });
  kit.on("consent", follow);
  document.addEventListener("prerenderingchange", follow);
  addEventListener("pageshow", follow);
  follow();
}

/** Tells at each call which purposes were allowed on this page before and are no more. */
function losses(purposes: readonly string[], allows: (purpose: string) => boolean): () => readonly string[] {
  let before: readonly string[] = [];
  return () => {
    const lost = before.filter((purpose) => !allows(purpose));
    before = purposes.filter(allows);
    return lost;
  };
}

/** The chunks lie beside one another. */
function load<Chunk>(name: "readers" | "placeholder" | "reload" | "gpp"): Promise<Chunk> {
  return import(new URL(`${name}.js`, import.meta.url).href) as Promise<Chunk>;
}

async function drawFrame(kit: PageKit, box: HTMLElement, frame: Framed): Promise<void> {
  const { drawPlaceholder } = await load<typeof placeholder>("placeholder");
  await drawPlaceholder(kit, box, frame);
}

async function drawReload(kit: PageKit): Promise<void> {
  const { offerReload } = await load<typeof reloading>("reload");
  await offerReload(kit);
}

async function answerGpp(kit: PageKit, site: PageSite): Promise<void> {
  const { answer } = await load<typeof gpp>("gpp");
  answer(kit, site);
}
