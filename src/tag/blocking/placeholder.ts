import { h } from "../element.ts";
import { drawCard, loadWords } from "./card.ts";
import type { Framed } from "./frames.ts";
import type { PageKit } from "./kit.ts";

/** Says in place of a frame whose content it is and what it needs, and loads it at one press, which is a yes to that. */
export async function drawPlaceholder(kit: PageKit, box: HTMLElement, frame: Framed): Promise<void> {
  const { notice, centre } = await loadWords(kit);
  const purpose = frame.dataset["earnestPurpose"] ?? "";
  const what = notice.purposes.find(({ key }) => key === purpose)?.name ?? purpose;
  const from = new URL(frame.dataset["src"] ?? "", location.href).host;
  const said = h("p", { role: "status" });
  const load = async () => {
    try {
      await kit.choose({ [purpose]: true }, "contextual");
      // A signal of the browser may stand against the person's own yes.
      if (!kit.standing().allowed[purpose]) said.textContent = centre.stopped;
      else frame.focus();
    } catch {
      said.textContent = notice.texts.failed;
    }
  };
  drawCard(
    box,
    notice,
    frame.title || from,
    h("p", {}, centre.held.replace("{from}", from).replace("{what}", what)),
    h("button", { type: "button", onclick: () => load() }, centre.load),
    said,
  );
}
