import type { Consent, DecideAnswer, Decision } from "../contract.ts";
import type { on } from "../events.ts";
import type { Lent } from "../lent.ts";

type Filled = readonly [slot: HTMLElement, decision: Decision];

/**
 * Takes the slots that were filled before the first byte as shown. Their defaults are not in the page: once a withdrawal that
 * concerns them is recorded, the page is loaded again.
 */
export async function start(lent: Lent): Promise<void> {
  const told = JSON.parse(document.querySelector("[data-earnest-told]")?.textContent ?? "") as DecideAnswer;
  const filled = filledOf(told);
  for (const [slot, decision] of filled) lent.note(slot, decision);
  followConsent(lent, told.consent, filled);
  const refused = lent.readChoice().no.some((purpose) => told.consent.allowed[purpose]);
  // Who has chosen since this page was made knows better than it.
  const isLate = refused || lent.isKnown();
  if (!isLate) lent.take(told, () => false);
  if (isLate || told.asks) lent.refreshSoon();
}

function filledOf({ decisions }: DecideAnswer): readonly Filled[] {
  return [...document.querySelectorAll<HTMLElement>("[data-earnest-slot]")].flatMap((slot) => {
    const decision = decisions[slot.dataset["earnestSlot"] ?? ""];
    return decision?.content ? [[slot, decision] as const] : [];
  });
}

/** What may not be shown any more is hidden at once. */
function followConsent({ believer, readChoice, standing }: Lent, { allowed }: Consent, filled: readonly Filled[]): void {
  const isUntouched = believer();
  let due = false;
  const follow = () => {
    const now = standing().allowed;
    const { no, unsettled } = readChoice();
    const lost = Object.keys(allowed).filter((purpose) => allowed[purpose] && (!now[purpose] || no.includes(purpose)));
    for (const [slot, { because }] of filled) {
      if (lost.length === 0 || (because.length > 0 && !because.some(({ purpose }) => lost.includes(purpose)))) continue;
      due = true;
      slot.style.visibility = "hidden";
    }
    if (!due || unsettled || (isUntouched() && isReloaded())) return;
    stop();
    location.reload();
  };
  const stop = (window.earnest as unknown as { readonly on: typeof on }).on("consent", follow);
}

/** What a page that was loaded again still does not know would be lost again: without a choice made on it, it stays as it is. */
function isReloaded(): boolean {
  const [visit] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  return visit?.type === "reload";
}
