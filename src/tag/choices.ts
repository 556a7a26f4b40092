import type * as Centre from "./centre/centre.ts";
import { choose, lastReceipt, withdraw } from "./choose.ts";
import { silently } from "./events.ts";
import type { Kit } from "./kit.ts";
import { load } from "./load.ts";
import { loadNotice } from "./notice.ts";
import type * as Place from "./place/place.ts";
import { decisionAround } from "./slots.ts";
import { standing } from "./standing.ts";
import { announce, surface } from "./surface.ts";
import { address, call, type Failure } from "./transport.ts";
import type * as Why from "./why/why.ts";

/** What every chunk is given. */
export const kit: Kit = {
  surface,
  standing,
  loadNotice,
  call,
  address,
  choose,
  withdraw,
  answered,
  openChoices,
  lastReceipt,
  decisionAround,
};

/** Opens the choices as they stand; at first open nothing is ticked. */
export function openChoices(remark = ""): Promise<unknown> {
  return silently(centre().then(({ openCentre }) => openCentre(kit, remark)));
}

/** Says what the slot around a button rests on. */
export function openWhy(button: Element): Promise<unknown> {
  return silently(load<typeof Why>("why").then((chunk) => chunk.openWhy(kit, button)));
}

/** Closes, and says how the choice ended; where someone chose otherwise meanwhile, shows how things stand now. */
export function answered(work: Promise<void>): Promise<unknown> {
  surface().querySelector("dialog")?.close();
  return silently(tellOutcome(work));
}

async function tellOutcome(work: Promise<void>): Promise<void> {
  const outcome = work.catch((failure: unknown) => failure as Failure);
  const { texts } = await loadNotice();
  const failure = await outcome;
  if (!failure) announce(texts.saved);
  else if (failure.status === 409) await openChoices(texts.failed);
  else announce(texts.failed);
}

/** What only some places ask of a page. */
export function place(): Promise<typeof Place> {
  return load("place");
}

function centre(): Promise<typeof Centre> {
  return load("centre");
}
