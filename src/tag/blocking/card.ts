import type { CentrePhrases } from "../../core/consent/phrases/centre-words.ts";
import type { Notice } from "../contract.ts";
import { h } from "../element.ts";
import type { PageKit } from "./kit.ts";

/** Colours, radius and font are the brand's through --earnest-*, as in the notice. */
const CSS = `
:host{all:initial}
div{all:initial;color-scheme:light dark;--b:var(--earnest-bg,Canvas);--f:var(--earnest-fg,CanvasText);--a:var(--earnest-accent,var(--f));display:flex;flex-direction:column;justify-content:center;gap:8px;box-sizing:border-box;min-height:inherit;padding:12px;border:1px solid;border-radius:var(--earnest-radius,8px);background:var(--b);color:var(--f);font:16px/1.4 var(--earnest-font,system-ui);overflow-wrap:anywhere}
p{margin:0}
p:empty{display:none}
button{min-height:44px;font:inherit;font-weight:bold;padding:6px 12px;border:2px solid var(--a);border-radius:var(--earnest-radius,8px);background:var(--a);color:var(--b);forced-color-adjust:none}
:focus-visible{outline:3px solid var(--f);outline-offset:2px;box-shadow:0 0 0 2px var(--b)}
@media print{div{display:none}}
`;

export interface Words {
  readonly notice: Notice;
  readonly centre: CentrePhrases;
}

/** The notice with the phrases that its first layer does not need. */
export async function loadWords({ notice: loadNotice, call }: PageKit): Promise<Words> {
  const notice = await loadNotice();
  const { detail } = await call<{ detail: { texts: CentrePhrases } }>("GET", `/v1/consent?locale=${notice.locale}&detail=true`);
  return { notice, centre: detail.texts };
}

/** Draws into an element of the page, in a shadow root, so that neither touches the other. */
export function drawCard(host: HTMLElement, { locale, dir }: Notice, label: string, ...content: readonly Node[]): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(CSS);
  const shadow = host.attachShadow({ mode: "open" });
  shadow.adoptedStyleSheets = [sheet];
  shadow.append(h("div", { lang: locale, dir, role: "group", ariaLabel: label }, ...content));
}
