import { placeCard } from "../ask/place.ts";
import type { Decision, Decisions, Trust } from "../contract.ts";
import type { Kit } from "../kit.ts";
import { listOf } from "./list.ts";

/** What is to stand in a slot for a moment. */
interface Wanted {
  readonly slot: HTMLElement;
  readonly trust: Trust;
  readonly look: string;
  /** The purposes of what it rests on. */
  readonly purposes: readonly string[];
}

/** A list on the page, or on its way there. */
interface Standing extends Wanted {
  readonly list: HTMLElement;
  readonly takeAway: () => void;
}

/** By slot and moment. */
const standing = new Map<string, Standing>();
let isStarted = false;

/** Lets what moments show for trust stand in their slots, from now on with each decision. */
export function start({ standing: consent }: Kit, first: Decisions): void {
  if (isStarted) return;
  isStarted = true;
  const isAllowed = ({ purposes }: Wanted) => purposes.every((purpose) => consent().allowed[purpose]);
  const show = (decisions: Decisions) => reconcile(new Map(wantedBy(decisions).filter(([, wanted]) => isAllowed(wanted))));
  window.earnest?.on?.("decision", show);
  // What it rests on is allowed no more: it goes, and nothing moves.
  window.earnest?.on?.("consent", () => {
    for (const held of standing.values()) if (!isAllowed(held)) held.list.style.visibility = "hidden";
  });
  show(first);
}

function wantedBy(decisions: Decisions): readonly (readonly [string, Wanted])[] {
  return [...document.querySelectorAll<HTMLElement>("[data-earnest-slot]")].flatMap((slot) => {
    const name = slot.dataset["earnestSlot"] ?? "";
    const decision = decisions[name];
    return (decision?.trust ?? []).map((trust) => {
      const look = JSON.stringify([trust.name, trust.elements]);
      return [`${name} ${trust.moment}`, { slot, trust, look, purposes: purposesOf(decision, trust) }] as const;
    });
  });
}

function purposesOf(decision: Decision | undefined, { because }: Trust): readonly string[] {
  return [...(decision?.because ?? []), ...because].map(({ purpose }) => purpose);
}

/** One in view stays as it is until nobody sees it change. */
function reconcile(wanted: Map<string, Wanted>): void {
  for (const [at, held] of standing) {
    const next = wanted.get(at);
    const isSame = next?.slot === held.slot && next.look === held.look;
    if (isSame) held.list.style.visibility = "";
    if (isSame || isInView(held.list)) {
      wanted.delete(at);
    } else {
      held.takeAway();
      standing.delete(at);
    }
  }
  for (const [at, next] of wanted) standing.set(at, { ...next, ...put(next) });
}

function isInView(list: HTMLElement): boolean {
  const { top, bottom } = list.getBoundingClientRect();
  return bottom > 0 && top < innerHeight;
}

/** A list like those of the page, in its look; one that was there before the first byte is taken as it is. It waits behind a card that shows the same. */
function put({ slot, trust: { moment, name, elements } }: Wanted): Pick<Standing, "list" | "takeAway"> {
  const there = slot.querySelector<HTMLElement>(`:scope > [data-earnest-trust="${moment}"]`);
  if (there) return { list: there, takeAway: () => there.remove() };
  const list = listOf(elements);
  list.dataset["earnestTrust"] = moment;
  if (name !== null) list.ariaLabel = name;
  for (const link of list.querySelectorAll("a")) link.style.cssText = "display:block;min-height:24px";
  return { list, takeAway: placeCard(slot, list, () => {}) };
}
