import type { Basis } from "../../program/purpose.ts";
import { classOfTerm } from "../../program/terms.ts";
import type { Decision, PurposeRecord } from "../state.ts";
import { dateTime, type Node } from "./context.ts";
import { calledOf, dataOf, isUnderGdpr, purposeOf, recipientsOf, shownOf, type ReceiptSource } from "./source.ts";

export const BASES: Readonly<Record<Basis, string>> = {
  consent: "dpv:Consent",
  contract: "dpv:Contract",
  "legal-obligation": "dpv:LegalObligation",
  "legitimate-interest": "dpv:LegitimateInterest",
};

const GDPR_BASES: Readonly<Record<Basis, string>> = {
  consent: "eu-gdpr:A6-1-a",
  contract: "eu-gdpr:A6-1-b",
  "legal-obligation": "eu-gdpr:A6-1-c",
  "legitimate-interest": "eu-gdpr:A6-1-f",
};

const CONSENT_STATUS: Readonly<Record<Decision, readonly string[]>> = {
  granted: ["dpv:ConsentGiven", "dpv:ExpressedConsent"],
  denied: ["dpv:ConsentRefused"],
  withdrawn: ["dpv:ConsentWithdrawn"],
  expired: ["dpv:ConsentExpired"],
};

/** One process a purpose that was decided on, each with its event; always a list, never a repeated key (ISO/IEC TS 27560, processing). */
export function processesOf(source: ReceiptSource): readonly Node[] {
  return Object.entries(source.record.decisions).map(([key, decision]) => processOf(source, key, decision));
}

/** The events that are a status of consent, by name: the record lists them, the processes hold them (ISO/IEC TS 27560, events). */
export function consentEventsOf(source: ReceiptSource): readonly Node[] {
  return Object.keys(source.record.decisions)
    .filter((key) => !isInterest(source, key))
    .map((key) => ({ "@id": eventId(source, key) }));
}

function processOf(source: ReceiptSource, key: string, decision: PurposeRecord): Node {
  const event = eventOf(source, key, decision);
  const status = isInterest(source, key) ? { "dpv:hasStatus": [event] } : { "dpv:hasConsentStatus": [event] };
  return {
    "@id": `urn:earnest:process:${source.entry.id}:${key}`,
    "@type": "dpv:Process",
    "dct:identifier": key,
    ...description(source, key),
    ...status,
  };
}

/** What the program says of a purpose; nothing of one it no longer has. */
function description(source: ReceiptSource, key: string): Node {
  const purpose = purposeOf(source, key);
  if (!purpose) return {};
  const locale = source.record.notice?.locale ?? null;
  const called = calledOf(source, key);
  const terms = (source.program.disclosure.terms[key] ?? []).filter((term) => classOfTerm(term) !== null);
  return {
    "dpv:hasService": called?.name,
    ...offered(source, key),
    "dpv:hasPurpose": terms.length === 0 ? ["dpv:Purpose"] : terms.map((term) => `dpv:${term}`),
    "dpv:hasLegalBasis": (isUnderGdpr(source) ? GDPR_BASES : BASES)[purpose.compiled.basis],
    "dpv:hasPersonalData": dataOf(source, key, locale).map((item) => ({
      "@type": "dpv:PersonalData",
      "dct:identifier": item.key,
      "dct:title": item.name,
      "dpv:hasDataSource": item.source === "inferred" ? undefined : "dpv:DataSubjectDataSource",
      "earnest:sensitive": item.sensitive,
    })),
    "dpv:hasRecipient": [
      { "@id": controllerId(source) },
      ...recipientsOf(source, key).map((item) => ({
        "@id": `urn:earnest:recipient:${item.key}`,
        "@type": "dpv:ThirdParty",
        "dct:identifier": item.key,
        "dpv:hasName": item.name,
      })),
    ],
    "dpv:hasStorageCondition": [{ "@type": "dpv:StorageDuration", "dpv:hasDuration": called?.retention }],
  };
}

/** What was offered in exchange, as the person read it (Cal. Civ. 1798.125(b)). */
function offered(source: ReceiptSource, key: string): Node {
  const shown = shownOf(source, key);
  const incentive = shown?.incentive;
  return {
    "earnest:benefit": shown?.benefit,
    "earnest:incentive": incentive ? { "earnest:terms": incentive.terms, "earnest:value": incentive.value } : undefined,
  };
}

function eventOf(source: ReceiptSource, key: string, decision: PurposeRecord): Node {
  const { at, method } = source.record;
  const granted = decision.state === "granted";
  return {
    "@id": eventId(source, key),
    "@type": isInterest(source, key) ? [interestStatus(decision.state)] : CONSENT_STATUS[decision.state],
    "dpv:isIndicatedBy": method === "expiry" ? "dpv:DataController" : "dpv:DataSubject",
    "dpv:hasIndicationMethod": method,
    "dpv:isIndicatedAtTime": dateTime(at),
    "dct:valid": granted ? `${dateTime(at)}/${dateTime(decision.until)}` : undefined,
    "earnest:askAgainFrom": decision.state === "denied" || decision.state === "withdrawn" ? dateTime(decision.until) : undefined,
  };
}

/** A no to a legitimate interest is an objection (GDPR art 21), not a refused consent. */
function interestStatus(state: Decision): string {
  return state === "denied" || state === "withdrawn" ? "dpv:LegitimateInterestObjected" : "dpv:LegitimateInterestNotObjected";
}

function isInterest(source: ReceiptSource, key: string): boolean {
  return purposeOf(source, key)?.compiled.basis === "legitimate-interest";
}

function eventId(source: ReceiptSource, key: string): string {
  return `urn:earnest:event:${source.entry.id}:${key}`;
}

/** The name of the controller's node. */
export function controllerId(source: ReceiptSource): string {
  return `urn:earnest:controller:${source.record.controller}`;
}
