import type { Held, Room } from "../../actions/console/look-at-room.ts";
import type { StaffOpened } from "../staff-door.ts";
import { staffViewOf, type StaffView } from "../staff-view.ts";
import { wordsFor, type Words } from "./words.ts";

/** What the console says of what was sent last. */
const NOTES = ["noteSession", "noteKey", "noteName", "noteOut", "noteDone", "noteGone", "noteAway"] as const;
export type Note = (typeof NOTES)[number];

/** The scopes the console has a use for; a room is for whoever holds one of its own. */
export const SCOPES = ["reports", "benefits", "tasks"] as const;

/** The rooms, where each is, and who may see something in it. */
export const ROOMS = [
  { room: "value", path: "/console", scopes: ["reports"] },
  { room: "asks", path: "/console/asks", scopes: ["reports"] },
  { room: "owed", path: "/console/owed", scopes: ["benefits", "tasks"] },
] as const satisfies readonly { readonly room: Room; readonly path: string; readonly scopes: readonly (typeof SCOPES)[number][] }[];

/** What a room shows; null where whoever looks may not, or where it could not be read. */
export interface Shown {
  readonly room: Room;
  readonly held: Held | null;
  readonly note: Note | null;
}

/** Everything the console shows. */
export interface ConsoleView extends Shown, StaffView<Words> {
  readonly purposeName: (key: string) => string;
  /** True for a purpose that asks for a yes. */
  readonly isAsked: (purpose: string) => boolean;
  readonly question: (ask: string) => string;
  /** What somebody is told an answer brings, by the one of several they were shown. */
  readonly benefit: (ask: string, variant: string | null) => string;
  readonly momentName: (ask: string) => string | null;
  /** The name of an offer or a reward. */
  readonly giftName: (key: string) => string;
}

/** The page around what a room holds. */
export async function viewOf(opened: StaffOpened, wanted: string | null, shown: Shown): Promise<ConsoleView> {
  const { asks, offers, rewards, purposes, notice } = opened.call.program.compiled;
  const view = await staffViewOf("console", opened, wanted, wordsFor);
  const { locale } = view;
  const askOf = (key: string) => asks.find((ask) => ask.key === key);
  return {
    ...view,
    ...shown,
    purposeName: (key) => notice.purposes.find((item) => item.key === key)?.texts[locale]?.name ?? key,
    isAsked: (key) => purposes.some((item) => item.key === key && item.basis === "consent" && item.class !== "necessary"),
    question: (key) => askOf(key)?.texts[locale]?.question ?? key,
    benefit: (key, variant) => {
      const ask = askOf(key);
      const { texts } = ask?.benefits.find((item) => item.key === variant) ?? { texts: ask?.texts };
      return texts?.[locale]?.benefit ?? variant ?? key;
    },
    momentName: (key) => askOf(key)?.momentName?.[locale] ?? askOf(key)?.moment ?? null,
    giftName: (key) => [...offers, ...rewards].find((item) => item.key === key)?.texts[locale]?.name ?? key,
  };
}

export function isNote(text: string | undefined): text is Note {
  return NOTES.some((note) => note === text);
}
