import type { PurposeClass } from "../../program/purpose.ts";
import { refusedBy, type PrivacySignals } from "./refuse.ts";

/** Signals that can take a permission away, strongest claim first: the first that stops a class is named as the reason. */
export const SIGNAL_NAMES = ["gpc", "gpp", "tcf", "us-privacy", "dnt"] as const;
export type SignalName = (typeof SIGNAL_NAMES)[number];

/** What the browser and other systems say of a request. A signal only removes permission. */
export interface Signals {
  /** Global Privacy Control: no sale, no sharing, no cross-context advertising. */
  readonly gpc: boolean;
  /** The texts of the others, as they came; kept as proof with a choice. */
  readonly heard: PrivacySignals;
  /** The classes they stop, and which of them does. */
  readonly refused: { readonly [Class in PurposeClass]?: SignalName };
}

const BY_GPC: Signals["refused"] = { advertising: "gpc", "sale-share": "gpc" };

/** Nobody said anything. */
export const NO_SIGNAL: Signals = { gpc: false, heard: {}, refused: {} };
/** Global Privacy Control and nothing else. */
export const GPC_ALONE: Signals = { gpc: true, heard: {}, refused: BY_GPC };

/** Brings the signals of a request together. */
export function signalsOf(gpc: boolean, heard: PrivacySignals): Signals {
  const refused: { [Class in PurposeClass]?: SignalName } = {};
  const parts: readonly (readonly [SignalName, PrivacySignals])[] = [
    ["dnt", heard.dnt === undefined ? {} : { dnt: heard.dnt }],
    ["us-privacy", heard.usPrivacy === undefined ? {} : { usPrivacy: heard.usPrivacy }],
    ["tcf", heard.tcf === undefined ? {} : { tcf: heard.tcf }],
    ["gpp", heard.gpp === undefined ? {} : { gpp: heard.gpp }],
  ];
  for (const [name, part] of parts) for (const kind of refusedBy(part)) refused[kind] = name;
  return { gpc, heard, refused: gpc ? { ...refused, ...BY_GPC } : refused };
}

const MEMBERS: Readonly<Record<string, "gpp" | "tcf" | "usPrivacy">> = { gpp: "gpp", tcf: "tcf", usp: "usPrivacy" };

/**
 * Reads `gpc=1;gpp=…;tcf=…;usp=…`, as a page sends what its own `navigator` and other consent managers say; names it does
 * not know are passed over.
 */
export function readHeard(header: string): { readonly gpc: boolean; readonly heard: PrivacySignals } {
  const heard: { gpp?: string; tcf?: string; usPrivacy?: string } = {};
  let gpc = false;
  for (const part of header.split(";")) {
    const equals = part.indexOf("=");
    const name = part.slice(0, Math.max(0, equals)).trim();
    const text = part.slice(equals + 1).trim();
    const member = MEMBERS[name];
    if (member) heard[member] = text;
    else if (name === "gpc" && text === "1") gpc = true;
  }
  return { gpc, heard };
}
