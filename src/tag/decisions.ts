import type { DecideAnswer, Decisions } from "./contract.ts";
import { emit, silently } from "./events.ts";
import { forget, recall, remember } from "./memory.ts";
import { loadNotice } from "./notice.ts";
import { renewIn } from "./renewing.ts";
import { locale } from "./site.ts";
import { isShown, place, slotNames } from "./slots.ts";
import { believer, isKnown, learn } from "./standing.ts";
import { call } from "./transport.ts";
import { isUnseen, whenPaintIsKnown } from "./view.ts";

/** How long a page waits for its content, and how long a later view may take to be prepared, in ms. */
const HOT = 300;
const COLD = 2000;
const REMEMBERED = 20;
const PAUSE = 250;

let decisions: Decisions = {};
let asked = 0;
let pause: ReturnType<typeof setTimeout> | undefined;

/** Fills what it may from the last answer of this session, before first paint. */
export function fillFromMemory(): void {
  const kept = recall();
  if (!kept) return;
  ({ decisions } = kept);
  learn(kept.consent);
  whenPaintIsKnown(() => place(decisions, isUnseen));
}

/** The first view of a page, which waits for nothing. */
export function firstView(): Promise<Decisions> {
  return ask(isUnseen, HOT);
}

/** A view the page itself announces: elements it has just inserted are filled before they are painted. */
export function newView(extra?: readonly string[]): Promise<Decisions> {
  place(decisions, (slot) => !isShown(slot) || isUnseen(slot));
  return ask(isUnseen, COLD, extra);
}

/** After the person's own choice every slot follows at once, in view or not. */
export function viewAfterChoice(): Promise<Decisions> {
  return ask(() => true, COLD);
}

/** Prepares the next view, once things have calmed down. */
export function refreshSoon(): void {
  clearTimeout(pause);
  pause = setTimeout(() => void ask(isUnseen, COLD), PAUSE);
}

/** What was decided under an older choice is not used again, be it on this page or the next. */
export function forgetDecisions(): void {
  decisions = {};
  forget();
}

async function ask(may: (slot: Element) => boolean, limit: number, extra: readonly string[] = []): Promise<Decisions> {
  const isBelieved = believer();
  const mine = ++asked;
  try {
    const before = Object.keys(decisions).slice(0, REMEMBERED);
    const slots = [...new Set([...slotNames(), ...extra, ...before])];
    const answer = await call<DecideAnswer>("POST", "/v1/decide", { slots, context: context() }, limit);
    await new Promise<void>(whenPaintIsKnown);
    if (isBelieved() && mine === asked) take(answer, may);
  } catch {
    // A slow line must not hide the notice: then consent is asked for off the hot path.
    if (!isKnown()) void silently(loadNotice());
  }
  return decisions;
}

/** Takes an answer over: what it says of consent, and what slots show that `may` change. */
export function take(answer: DecideAnswer, may: (slot: Element) => boolean): void {
  ({ decisions } = answer);
  learn(answer.consent);
  place(decisions, may);
  remember(answer);
  emit("decision", decisions);
  emit("ask", answer.ask);
  renewIn(answer.renewAfter);
}

/** The fragment stays here: it may hold what was never meant for a server. */
function context() {
  return { url: location.href.split("#")[0], referrer: document.referrer || undefined, locale: locale() };
}
