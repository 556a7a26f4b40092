import { answered, openChoices } from "./choices.ts";
import { withdraw } from "./choose.ts";
import { h } from "./element.ts";
import { on } from "./events.ts";
import { loadNotice } from "./notice.ts";
import { locale } from "./site.ts";
import { standing } from "./standing.ts";
import { surface } from "./surface.ts";

const choices = h("button", { className: "quiet", onclick: () => openChoices() }, "Privacy choices");
const back = h("button", { className: "quiet", onclick: () => answered(withdraw()) }, "Withdraw all");
const bar = h("div", { className: "back", lang: "en" }, choices);

on("notice", ({ locale: language, texts }) => {
  bar.lang = language;
  choices.textContent = texts.choices;
  back.textContent = texts.withdraw;
});

/** Every page has a way to the choices, and one press takes a yes back: the page's own elements, else a small bar. */
export async function offerWayBack(): Promise<void> {
  if (document.querySelector("[data-earnest-choices]")) return bar.remove();
  const said = Object.values(standing().state);
  if (said.includes("granted")) bar.append(back);
  else back.remove();
  surface().append(bar);
  if (!locale().startsWith("en")) await loadNotice();
}
