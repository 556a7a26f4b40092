import { h } from "../element.ts";
import { drawCard, loadWords } from "./card.ts";
import type { PageKit } from "./kit.ts";

/** After a withdrawal, where code goes on that nothing but a reload can stop: says so, and leaves it to the person. */
export async function offerReload(kit: PageKit): Promise<void> {
  const { notice, centre } = await loadWords(kit);
  const host = document.createElement("earnest-reload");
  host.style.cssText = "position:fixed;z-index:99999999;inset:auto 0 0;margin:auto;max-width:40rem";
  document.documentElement.append(host);
  const why = h("p", { role: "status" });
  drawCard(
    host,
    notice,
    centre.reload,
    why,
    h("button", { type: "button", onclick: () => location.reload() }, centre.reload),
    h("button", { type: "button", onclick: () => host.remove() }, notice.texts.close),
  );
  // A status is read out when it changes, not when it comes.
  why.textContent = centre.reloadWhy;
}
