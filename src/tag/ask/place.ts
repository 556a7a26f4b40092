/**
 * Puts a card into its slot where nothing in view moves for it: the slot has room for it already, or begins below the
 * window. Elsewhere it waits until the slot is out of view below, or for the next view. What it returns takes it away again.
 */
export function placeCard(slot: Element, card: HTMLElement, placed: () => void): () => void {
  const observer = new IntersectionObserver(() => {
    if (card.isConnected || !fits(slot, card)) return;
    observer.disconnect();
    placed();
  });
  observer.observe(slot);
  return () => {
    observer.disconnect();
    card.remove();
  };
}

/** Tries it before anything is painted. */
function fits(slot: Element, card: HTMLElement): boolean {
  const { top, height } = slot.getBoundingClientRect();
  slot.append(card);
  if (top >= innerHeight || slot.getBoundingClientRect().height <= height) return true;
  card.remove();
  return false;
}
