import { openChoices } from "./choices.ts";
import { h } from "./element.ts";
import { on } from "./events.ts";
import { loadNotice } from "./notice.ts";
import { locale } from "./site.ts";
import { surface } from "./surface.ts";

const button = h("button", { className: "quiet back", lang: "en", onclick: () => openChoices() }, "Privacy choices");

on("notice", ({ locale: language, texts }) => Object.assign(button, { lang: language, textContent: texts.choices }));

/** Every page has a way to the choices: its own `data-earnest-choices` element, else a small button. */
export async function offerWayBack(): Promise<void> {
  if (document.querySelector("[data-earnest-choices]")) return button.remove();
  surface().append(button);
  if (!locale().startsWith("en")) await loadNotice();
}
