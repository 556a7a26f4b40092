import type { Considered, DecideAnswer } from "../contract.ts";
import { cross, h } from "../element.ts";
import type { Lent } from "../lent.ts";

const STYLE = `:host { position: fixed; inset-block-end: 0; inset-inline-end: 0; z-index: 2147483646; max-inline-size: min(32rem, 100vw) }
details { background: #fff; color: #1a1a1a; border: 2px solid #1a1a1a; font: 0.875rem/1.4 system-ui, sans-serif; max-block-size: 60vh; overflow: auto }
summary, section { padding: 0.5rem 0.75rem }
summary { font-weight: 700; cursor: pointer }
:focus-visible { outline: 3px solid #0b57d0; outline-offset: -3px }
button { float: inline-end; min-inline-size: 2rem; min-block-size: 2rem; font: inherit }
h2 { font-size: 1em; margin: 0.5rem 0 0 } ul { margin: 0; padding-inline-start: 1.25rem } code { overflow-wrap: anywhere }`;

/** Longer than this nobody waits for it, in ms. */
const WAIT = 5_000;

/** Tells of a previewed page what became of each experience of its slots. It takes no focus, and is read and closed by keyboard alone. */
export async function start({ call, take }: Lent): Promise<void> {
  const named = [...document.querySelectorAll<HTMLElement>("[data-earnest-slot]")].map((slot) => slot.dataset["earnestSlot"] ?? "");
  const body = { slots: [...new Set(named)], context: { url: location.href.split("#")[0] } };
  const answer = await call<DecideAnswer>("POST", "/v1/decide", body, WAIT);
  const { considered, preview } = answer;
  if (!considered || !preview) return;
  // Whoever previews wants to see it, in view or not.
  take(answer, () => true);
  const host = h("div", {});
  const root = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  root.adoptedStyleSheets = [sheet];
  const slots = Object.entries(considered).flatMap(([slot, list]) => [h("h2", {}, slot), h("ul", {}, ...list.map(lineOf))]);
  const heading = h("summary", {}, `Preview until ${new Date(preview.until).toLocaleString()}`);
  const inside = h("section", { tabIndex: 0, ariaLabel: "What became of each experience" }, ...slots);
  const close = cross("Close the preview panel", () => host.remove());
  root.append(h("details", { open: true }, heading, close, inside));
  document.body.append(host);
}

function lineOf({ experience, variant, outcome, asked }: Considered): HTMLElement {
  const leaves = asked.map(({ attribute, operator, operand, holds }) =>
    h("li", {}, h("code", {}, `${attribute} ${operator} ${JSON.stringify(operand)}`), holds ? " holds" : " does not hold"),
  );
  return h("li", {}, `${experience}${variant === null ? "" : ` (${variant})`}: ${outcome}`, h("ul", {}, ...leaves));
}
