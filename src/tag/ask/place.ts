/**
 * Puts a card into its slot where nothing in view moves for it: the slot has room for it already, or begins below the
 * window. Elsewhere it waits until the slot is out of view below, or for the next view. What it returns takes it away again.
 */
export function placeCard(slot: Element, card: HTMLElement, placed: () => void): () => void {
  const { earnestAsk: moment, earnestTrust: shown } = card.dataset;
  /** The card shows what its moment shows for trust: that need not stand there twice. */
  const stepAside = (hidden: boolean) => {
    const lists = moment ? slot.querySelectorAll<HTMLElement>(`:scope > [data-earnest-trust="${moment}"]`) : [];
    for (const list of lists) list.hidden = hidden;
  };
  const observer = new IntersectionObserver(() => {
    if (card.isConnected) return;
    const before = slot.getBoundingClientRect();
    stepAside(true);
    // The same, seen from such a list: it waits behind the card.
    if (shown) card.hidden = slot.querySelector(`:scope > [data-earnest-ask="${shown}"]`) !== null;
    if (!fits(slot, card, before)) return stepAside(false);
    observer.disconnect();
    placed();
  });
  observer.observe(slot);
  return () => {
    observer.disconnect();
    card.remove();
    stepAside(false);
  };
}

/** Tries it before anything is painted. */
function fits(slot: Element, card: HTMLElement, { top, height }: DOMRect): boolean {
  slot.append(card);
  if (top >= innerHeight || slot.getBoundingClientRect().height <= height) return true;
  card.remove();
  return false;
}
