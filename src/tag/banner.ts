import { shownOf } from "./asked.ts";
import { answered, kit, openChoices, place } from "./choices.ts";
import { choose } from "./choose.ts";
import type { Notice } from "./contract.ts";
import { cross, h } from "./element.ts";
import { loadNotice } from "./notice.ts";
import { plainly } from "./plainly.ts";
import { currentTurn, standing } from "./standing.ts";
import { makeRoom, surface } from "./surface.ts";

/** Between the banner and the edge of the window, in px. */
const GAP = 12;

let banner: HTMLElement | null = null;
let cameFrom: HTMLElement | null = null;

const sizes = new ResizeObserver(() => makeRoom(banner ? banner.offsetHeight + GAP : 0));

/** Shows the first layer where a choice is due: beside the page, not before it, and Escape decides nothing. */
export async function showBanner(): Promise<void> {
  const turn = currentTurn();
  const { age = null } = standing();
  const drawn = age === null ? draw(await loadNotice("&shown=true")) : await (await place()).askAge(kit, age);
  if (banner || turn !== currentTurn() || !standing().noticeDue) return;
  banner = drawn;
  banner.addEventListener("focusin", rememberFocus);
  surface().prepend(banner);
  sizes.observe(banner);
}

/** Takes the banner away and gives the focus back to where it came from. */
export function hideBanner(): void {
  const hadFocus = banner?.matches(":focus-within");
  banner?.remove();
  banner = null;
  if (hadFocus) cameFrom?.focus({ preventScroll: true });
}

function draw({ texts, purposes, refusal, label }: Notice): HTMLElement {
  const shown = shownOf(purposes, standing());
  const asked = shown.filter(({ choice }) => choice);
  const decide = (said: boolean) => () => answered(choose(Object.fromEntries(asked.map(({ key }) => [key, said])), "banner"));
  const items = shown.map((purpose) => h("li", {}, ...plainly(purpose)));
  return h(
    "section",
    { className: "banner", ariaLabel: texts.title },
    ...(refusal === "close-refuses" ? [cross(`${texts.close}: ${texts.refuse}`, decide(false))] : []),
    h(
      "div",
      { className: "text", tabIndex: 0 },
      h("h2", {}, texts.title),
      h("p", {}, texts.body, " ", h("a", { href: label, target: "_blank" }, texts.label)),
      h("ul", {}, ...items),
    ),
    h(
      "div",
      { className: "row" },
      h("button", { onclick: decide(true) }, texts.accept),
      h("button", { onclick: decide(false) }, texts.refuse),
      h("button", { className: "quiet", onclick: () => openChoices() }, texts.choices),
    ),
  );
}

function rememberFocus({ relatedTarget }: FocusEvent): void {
  const from = relatedTarget as HTMLElement | null;
  if (from && !surface().contains(from)) cameFrom = from;
}
