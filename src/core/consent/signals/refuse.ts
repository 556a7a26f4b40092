import type { Result } from "../../kernel/result.ts";
import type { PurposeClass } from "../../program/purpose.ts";
import { decodeGpp, type GppSection } from "./gpp.ts";
import { decodeTcf, type TcfFault, type TcString } from "./tcf.ts";
import { decodeUsPrivacy, type UsPrivacy } from "./us-privacy.ts";
import type { UsSection } from "./us-sections.ts";

/** What a browser or a consent manager says beside GPC; a member that is left out says nothing, an empty text is malformed. */
export interface PrivacySignals {
  readonly gpp?: string;
  readonly tcf?: string;
  readonly usPrivacy?: string;
  /** True when the operator honours Do Not Track and the browser sent `DNT: 1`. */
  readonly dnt?: boolean;
}

const SALE: readonly PurposeClass[] = ["sale-share"];
const ADVERTISING: readonly PurposeClass[] = ["advertising"];
const ADS_AND_SALE: readonly PurposeClass[] = ["advertising", "sale-share"];
const PROFILING: readonly PurposeClass[] = ["personalization", "advertising", "sale-share"];
const ALL_OPTIONAL: readonly PurposeClass[] = ["functional", "measurement", "marketing", ...PROFILING];

/** The classes lost without the purposes beside them. Legitimate interest does not stand in for consent. */
const TCF_NEEDS: readonly (readonly [purposes: readonly number[], classes: readonly PurposeClass[]])[] = [
  [[1], ALL_OPTIONAL],
  [[5, 6], ["personalization"]],
  [[2, 7], ADVERTISING],
  [[3, 4], ADS_AND_SALE],
  [[8, 9, 10], ["measurement"]],
];

/**
 * The classes for which these signals remove permission. A signal only removes: one more signal never makes the set
 * smaller, and `necessary` and `contextual` are never in it. What cannot be read counts as a no, since someone meant to
 * say something (IAB GPP 1.1, IAB TCF v2.3, IAB US Privacy; the mapping is ours):
 *
 * | signal | says | removes |
 * |---|---|---|
 * | GPP, US section | SaleOptOut = 1 | sale-share |
 * | | SharingOptOut = 1, or Gpc | advertising, sale-share |
 * | | TargetedAdvertisingOptOut = 1 | advertising |
 * | | a KnownChildSensitiveDataConsents = 1 (no consent) | personalization, advertising, sale-share |
 * | US Privacy (also GPP 6) | opt-out of sale `Y` | advertising, sale-share |
 * | TCF (also GPP 2) | invalid, or no consent for purpose 1 | all but necessary, contextual |
 * | | no consent for 5 or 6 | personalization |
 * | | no consent for 2 or 7 | advertising |
 * | | no consent for 3 or 4 | advertising, sale-share |
 * | | no consent for 8, 9 or 10 | measurement |
 * | DNT | true | advertising, sale-share |
 * | GPP, US Privacy | malformed, also one section; a section of an unknown id | advertising, sale-share |
 *
 * Notices, MSPA fields, consents for sensitive data and the publisher's own TC segment remove nothing.
 */
export function refusedBy(signals: PrivacySignals): ReadonlySet<PurposeClass> {
  const { gpp, tcf, usPrivacy, dnt } = signals;
  return new Set([
    ...(gpp === undefined ? [] : byGpp(gpp)),
    ...(tcf === undefined ? [] : byTcf(decodeTcf(tcf))),
    ...(usPrivacy === undefined ? [] : byUsPrivacyText(usPrivacy)),
    ...(dnt === true ? ADS_AND_SALE : []),
  ]);
}

function byGpp(text: string): readonly PurposeClass[] {
  const gpp = decodeGpp(text);
  return gpp.ok ? gpp.value.sections.flatMap(bySection) : ADS_AND_SALE;
}

function bySection(section: GppSection): readonly PurposeClass[] {
  switch (section.kind) {
    case "us":
      return byUsSection(section);
    case "tcf":
      return byTcf(section.tcf);
    case "us-privacy":
      return byUsPrivacy(section.usPrivacy);
    case "unknown":
    case "malformed":
      return ADS_AND_SALE;
  }
}

function byUsSection({ flags, knownChild, gpc }: UsSection): readonly PurposeClass[] {
  return [
    ...(flags.SaleOptOut === 1 ? SALE : []),
    ...(flags.SharingOptOut === 1 || gpc === true ? ADS_AND_SALE : []),
    ...(flags.TargetedAdvertisingOptOut === 1 ? ADVERTISING : []),
    ...(knownChild.includes(1) ? PROFILING : []),
  ];
}

function byUsPrivacyText(text: string): readonly PurposeClass[] {
  const read = decodeUsPrivacy(text);
  return read.ok ? byUsPrivacy(read.value) : ADS_AND_SALE;
}

function byUsPrivacy({ optOutSale }: UsPrivacy): readonly PurposeClass[] {
  return optOutSale === true ? ADS_AND_SALE : [];
}

function byTcf(tcf: Result<TcString, TcfFault>): readonly PurposeClass[] {
  if (!tcf.ok) return ALL_OPTIONAL;
  return TCF_NEEDS.flatMap(([purposes, classes]) => (purposes.every((id) => tcf.value.purposes.includes(id)) ? [] : classes));
}
