import type * as Ask from "./ask/ask.ts";
import type { Decisions } from "./contract.ts";
import type * as Trust from "./trust/trust.ts";
import { hideBanner, showBanner } from "./banner.ts";
import { answered, kit, openChoices, openWhy } from "./choices.ts";
import { withdraw } from "./choose.ts";
import { start } from "./core.ts";
import { emit, on, silently } from "./events.ts";
import type * as Imports from "./imports/imports.ts";
import { begin, load } from "./load.ts";
import { decisionAround } from "./slots.ts";
import { offerWayBack } from "./way-back.ts";

start(() => {
  on("consent", ({ noticeDue, imports }) => {
    // Nobody is asked for what they chose in another system before.
    if (noticeDue) void silently(imports ? silently(takeOver()).then(showBanner) : showBanner());
    else hideBanner();
    void silently(offerWayBack());
  });
  on("decision", offerWhy);
  on("consent", offerWhy);
  on("decision", showTrust);
  on("ask", (ask) => void (ask && silently(load<typeof Ask>("ask").then(({ start: put }) => put({ kit, emit, ask })))));
  document.addEventListener("click", follow);
  return { choices: () => openChoices(), withdraw: () => answered(withdraw()) };
});

if (location.search.includes("earnest_preview=")) void begin("panel");

async function takeOver(): Promise<void> {
  const chunk = await load<typeof Imports>("imports");
  await chunk.takeOver(kit);
}

/** What moments show for trust, where a slot has any of it. */
function showTrust(decisions: Decisions): void {
  if (Object.values(decisions).some(({ trust }) => trust))
    void silently(load<typeof Trust>("trust").then(({ start: show }) => show(kit, decisions)));
}

/** A page's own buttons to ask why are there where something of the person was used. */
function offerWhy(): void {
  for (const why of document.querySelectorAll("[data-earnest-why]")) {
    const { experience, because } = decisionAround(why) ?? {};
    why.toggleAttribute("hidden", !experience || !because?.length);
  }
}

/** Marked buttons and links of the page, wherever and whenever it put them. */
function follow(event: MouseEvent): void {
  const at = (mark: string) => (event.target as Element).closest(`[data-earnest-${mark}]`);
  const why = at("why");
  if (why) void openWhy(why);
  const back = at("withdraw");
  if (!back && !at("choices")) return;
  event.preventDefault();
  void (back ? answered(withdraw()) : openChoices());
}
