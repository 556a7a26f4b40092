import { answered, kit, openChoices, place } from "./choices.ts";
import { withdraw } from "./choose.ts";
import { h } from "./element.ts";
import { on } from "./events.ts";
import { loadNotice } from "./notice.ts";
import { locale } from "./site.ts";
import { standing } from "./standing.ts";
import { surface } from "./surface.ts";

const choices = h("button", { onclick: () => openChoices() }, "Privacy choices");
const back = h("button", { onclick: () => answered(withdraw()) }, "Withdraw all");
const bar = h("div", { className: "back" }, choices, back);

on("notice", ({ texts }) => {
  choices.textContent = texts.choices;
  back.textContent = texts.withdraw;
});

/** Every page has a way to the choices, and one press takes a yes back: the page's own elements, and a small bar for what it lacks. */
export async function offerWayBack(): Promise<void> {
  const { state, links, signals } = standing();
  const isOwn = (mark: string) => document.querySelector(`[data-earnest-${mark}]`) !== null;
  choices.hidden = isOwn("choices");
  back.hidden = isOwn("withdraw") || !Object.values(state).includes("granted");
  surface().append(bar);
  if (links[0] || signals.display) await (await place()).addLinks(kit, bar);
  else if (!(choices.hidden && back.hidden) && !locale().startsWith("en")) await loadNotice();
}
