import type { Ask, AskAnswered } from "../contract.ts";
import type { emit } from "../events.ts";
import type { Kit } from "../kit.ts";
import { oneAtATime } from "../lock.ts";
import { drawCard } from "./card.ts";
import { placeCard } from "./place.ts";
import { whenSeen } from "./seen.ts";

/** What the tag lends to the card. */
export interface Given {
  readonly kit: Kit;
  readonly emit: typeof emit;
  readonly ask: Ask;
}

let asked: Ask | undefined;
let card: HTMLElement | undefined;
let takeAway = () => {};
/** Questions that were answered or put away on this page. */
const done = new Set<string>();

/** Puts the question of the last answer into its slot. One that is there already stays, with what was put into it. */
export async function start({ kit, emit, ask }: Given): Promise<void> {
  const slot = document.querySelector(`[data-earnest-slot="${CSS.escape(ask.slot)}"]`);
  if (!slot || done.has(ask.key) || (asked?.key === ask.key && card?.isConnected)) return;
  takeAway();
  asked = ask;
  // A yes is to the words of the notice: they are there before the card is, or it is not.
  const notice = ask.consent === null ? null : await kit.loadNotice();
  if (asked !== ask) return;
  const { see, answer } = telling({ kit, emit, ask });
  const later = () => {
    done.add(ask.key);
    see();
    takeAway();
  };
  const drawn = drawCard({ kit, ask, notice, answer, later });
  card = drawn;
  let unwatch = () => {};
  const unplace = placeCard(slot, drawn, () => (unwatch = whenSeen(drawn, see)));
  const unheard = onLoss(kit, () => takeAway());
  takeAway = () => {
    unwatch();
    unplace();
    unheard?.();
  };
}

/** What is told of a question: that it was seen, once, and an answer, which says that too. Each brings a pass: one at a time. */
function telling({ kit, emit, ask }: Given) {
  const path = `/v1/asks/${ask.key}`;
  let isTold = false;
  const see = () => {
    if (isTold) return;
    isTold = true;
    emit("asked", ask);
    // Where it does not get through, the question comes again at a later view.
    void oneAtATime(() => kit.call("POST", `${path}/seen`, { token: ask.token })).catch(() => null);
  };
  const answer = (said: object): Promise<AskAnswered> =>
    oneAtATime(async () => {
      const taken = await kit.call<AskAnswered>("POST", `${path}/answer`, { ...said, token: ask.token, locale: ask.locale });
      isTold = true;
      done.add(ask.key);
      emit("answered", taken);
      return taken;
    });
  return { see, answer };
}

/** Runs once something is no longer allowed that was when the question was put. */
function onLoss(kit: Kit, work: () => void): (() => void) | undefined {
  const before = kit.standing().allowed;
  return window.earnest?.on?.("consent", ({ allowed }) => {
    if (Object.keys(before).some((purpose) => before[purpose] && !allowed[purpose])) work();
  });
}
