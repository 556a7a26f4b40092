import { loadDetail } from "../detail.ts";
import { h } from "../element.ts";
import type { Kit } from "../kit.ts";
import { optOutIcon } from "./opt-out-icon.ts";

/** Asks whether a visitor is of age, before anything else is asked; both answers weigh the same, and neither is a consent. */
export async function askAge(kit: Kit, age: number): Promise<HTMLElement> {
  const { texts } = (await loadDetail(kit)).detail;
  const question = texts.ageAsk.replace("{age}", String(age));
  const answer = (stated: "adult" | "minor") => () => void kit.answered(kit.choose({}, "banner", { age: stated }));
  return h(
    "section",
    { className: "banner", ariaLabel: question },
    h("h2", {}, question),
    h(
      "div",
      { className: "row" },
      h("button", { onclick: answer("adult") }, texts.ageYes),
      h("button", { onclick: answer("minor") }, texts.ageNo),
    ),
  );
}

/** Adds to the way back what the law of the place asks for: its links by their names, and that a signal was honoured. */
export async function addLinks(kit: Kit, bar: HTMLElement): Promise<void> {
  const { texts } = (await loadDetail(kit)).detail;
  const { links, limited, signals } = kit.standing();
  const [way] = bar.querySelectorAll("button");
  if (way && links.includes("choices")) {
    way.replaceChildren(texts.yourChoices, " ", optOutIcon());
    way.hidden = isNamed("[data-earnest-choices]", texts.yourChoices);
  }
  for (const old of bar.querySelectorAll(".law")) old.remove();
  if (signals.display) bar.append(h("span", { className: "law", role: "status" }, `✓ ${texts.honoured}`));
  if (!links.includes("limit")) return;
  followLimit(kit);
  if (limited) bar.append(h("span", { className: "law" }, `✓ ${texts.limited}`));
  else if (!document.querySelector("[data-earnest-limit]")) {
    bar.append(h("button", { className: "law", onclick: () => limit(kit) }, texts.limit));
  }
}

/** The law gives the link its name: one of the page's own by another name is not enough (11 CCR 7015). */
function isNamed(own: string, name: string): boolean {
  return [...document.querySelectorAll(own)].some(({ textContent }) => textContent?.includes(name));
}

let isFollowed = false;

/** The page's own links to limit, wherever and whenever it put them. */
function followLimit(kit: Kit): void {
  if (isFollowed) return;
  isFollowed = true;
  document.addEventListener("click", (event) => {
    if (!(event.target as Element).closest("[data-earnest-limit]")) return;
    event.preventDefault();
    limit(kit);
  });
}

/** Limits the use of sensitive data (Cal. Civ. 1798.121). */
function limit({ answered, choose }: Kit): void {
  void answered(choose({ "!sensitive": false }, "settings"));
}
