import type { Decision } from "../contract.ts";
import type { Lent } from "../lent.ts";
import { oneAtATime } from "../lock.ts";

const SLOT = "[data-earnest-slot]";
const DISMISS = "[data-earnest-dismiss]";
const DEFAULT: Decision = { experience: null, variant: null, content: null, reason: "default", because: [], exposure: null };

/** Watches for links of a slot that are used, once an exposure, and for experiences put away; answers what shows the buttons for that. */
export function watchUse(lent: Lent): () => void {
  const { tokens, address } = lent.watched;
  const used = new Set<string>();

  const offer = () => {
    for (const button of document.querySelectorAll(DISMISS)) button.toggleAttribute("hidden", !tokens.has(button.closest(SLOT) ?? button));
  };
  document.addEventListener("click", ({ target }) => {
    const slot = target instanceof Element && target.closest<HTMLElement>(SLOT);
    const token = slot && tokens.get(slot);
    if (!token) return;
    if (target.closest(DISMISS)) {
      putAway(lent, slot);
      offer();
      void report(lent, token);
    } else if (target.closest("a[href]") && !used.has(token)) {
      used.add(token);
      navigator.sendBeacon(address("/v1/exposures"), JSON.stringify({ used: [token] }));
    }
  });
  return offer;
}

/** The answer's pass lets it rest; the next view is prepared by it, so that it is not filled from memory either. */
async function report({ call, refreshSoon }: Lent, token: string): Promise<void> {
  try {
    await oneAtATime(() => call("POST", "/v1/exposures", { dismissed: [token] }));
    refreshSoon();
  } catch {
    // It was told as an `error` event; on this view it stays away.
  }
}

/** Gives the default back; where it is not in the page, the slot goes. The focus stays where the button was. */
function putAway({ place, watched }: Lent, slot: HTMLElement): void {
  const hadFocus = slot.contains(document.activeElement);
  place({ [slot.dataset["earnestSlot"] ?? ""]: DEFAULT }, (other) => other === slot);
  slot.hidden = watched.tokens.delete(slot);
  const next = slot.hidden ? slot.parentElement : slot;
  if (!hadFocus || !next) return;
  if (!next.hasAttribute("tabindex")) {
    next.tabIndex = -1;
    next.addEventListener("blur", () => next.removeAttribute("tabindex"), { once: true });
  }
  next.focus({ preventScroll: true });
}
