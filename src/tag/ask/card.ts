import type { Ask, AskAnswered, Notice } from "../contract.ts";
import { h } from "../element.ts";
import type { Kit } from "../kit.ts";
import { plainly } from "../plainly.ts";
import { listOf } from "../trust/list.ts";
import { fieldFor, type Value } from "./field.ts";
import { css } from "./style.ts";

/** What a card is drawn from, and what becomes of it. */
export interface Drawn {
  readonly kit: Kit;
  readonly ask: Ask;
  /** What a yes is to; null where a value is asked for. */
  readonly notice: Notice | null;
  readonly answer: (said: object) => Promise<AskAnswered>;
  readonly later: () => void;
}

/** The card of a question: what is asked, why, what it brings, and ways to answer that weigh the same. */
export function drawCard({ kit, ask, notice, answer, later }: Drawn): HTMLElement {
  const host = h("div", { lang: ask.locale, dir: ask.dir });
  host.dataset["earnestAsk"] = ask.moment ?? "";
  const shadow = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  shadow.adoptedStyleSheets = [sheet];
  const [, , notNow, , , failed] = ask.words;
  const status = h("p", { role: "status" });
  const card = h("section", { ariaLabel: ask.question });
  let isBusy = false;
  const give = async (said: object): Promise<void> => {
    if (isBusy) return;
    isBusy = true;
    status.textContent = "";
    try {
      const taken = await answer(said);
      if (taken.exchange === null) later();
      else thank(card, kit, ask, taken);
      void window.earnest?.decide?.();
    } catch {
      status.textContent = failed;
    }
    isBusy = false;
  };
  const quiet = h("button", { type: "button", className: "quiet", onclick: later }, notNow);
  const asks = notice ? wantsYes(notice, ask, give, quiet) : wantsValue(ask, give, quiet);
  const given = ask.incentive ? [h("p", {}, h("small", {}, `${ask.incentive.terms} ${ask.incentive.value}`))] : [];
  card.append(
    h("h2", {}, ask.question),
    h("p", {}, ask.why),
    h("p", {}, h("b", {}, ask.benefit)),
    ...trusted(ask),
    ...given,
    ...asks,
    status,
  );
  shadow.append(card);
  return host;
}

function trusted({ trust }: Ask): readonly Node[] {
  return trust ? [listOf(trust)] : [];
}

type Give = (said: object) => Promise<void>;

/** A yes is to the words of the notice, which are shown; a no is as near. */
function wantsYes({ purposes, version, locale: shown }: Notice, { consent, words }: Ask, give: Give, quiet: Node): readonly Node[] {
  const [yes, no] = words;
  const agreed = { consent: true, notice: { version, locale: shown } };
  return [
    h("p", {}, ...purposes.filter(({ key }) => key === consent).flatMap(plainly)),
    row(
      h("button", { type: "button", onclick: () => void give(agreed) }, yes),
      h("button", { type: "button", onclick: () => void give({ refused: true }) }, no),
      quiet,
    ),
  ];
}

function wantsValue(ask: Ask, give: Give, quiet: Node): readonly Node[] {
  const [yes, no, , send] = ask.words;
  const tell = (value: Value | undefined) => void (value !== undefined && give({ value }));
  if (ask.field === "yes-no") {
    const button = (text: string, value: boolean) => h("button", { type: "button", onclick: () => tell(value) }, text);
    return [row(button(yes, true), button(no, false), quiet)];
  }
  const { element, read } = fieldFor(ask);
  const onsubmit = (event: Event) => {
    event.preventDefault();
    tell(read());
  };
  return [h("form", { onsubmit }, element, row(h("button", {}, send), quiet))];
}

function row(...buttons: readonly Node[]): HTMLElement {
  return h("div", { className: "row" }, ...buttons);
}

/** What the person got, and the way to take it back. The card grows no further than its slot has room, so that nothing below it moves. */
function thank(card: HTMLElement, kit: Kit, { locale, words }: Ask, { thanks, gets }: AskAnswered): void {
  const [, , , , title, , back] = words;
  const slot = (card.getRootNode() as ShadowRoot).host.parentElement;
  const heading = h("h2", { tabIndex: -1 }, title);
  const way = h("button", { type: "button", className: "quiet", onclick: () => void kit.openChoices() });
  void kit.loadNotice().then(({ texts }) => (way.textContent = texts.choices));
  const room = (slot?.getBoundingClientRect().bottom ?? 0) - card.getBoundingClientRect().top;
  card.style.cssText = `min-block-size:${card.offsetHeight}px;max-block-size:${Math.max(room, card.offsetHeight)}px`;
  card.replaceChildren(
    heading,
    h("p", { role: "status" }, thanks ?? ""),
    ...(gets?.sentence ? [h("p", {}, gets.sentence)] : []),
    ...(gets?.code ? [h("code", {}, gets.code)] : []),
    ...(gets?.points ? [h("p", {}, h("b", {}, `+${gets.points.toLocaleString(locale)}`), ` ${gets.name}`)] : []),
    h("p", { className: "way" }, back, way),
  );
  heading.focus({ preventScroll: true });
}
