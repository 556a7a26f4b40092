import { CONTEXT, dateTime, placeOf, type Node } from "./context.ts";
import { consentEventsOf, controllerId, processesOf } from "./process.ts";
import { controllerOf, isUnderGdpr, type ReceiptSource } from "./source.ts";

const PROFILE = "https://w3id.org/dpv/schema/dpv-27560#";
/** Rows named after a place that DPV's LOC extension knows: a country, a state of the US, or the EEA. */
const PLACE = /^(?:[A-Z]{2}|US-(?:CA|CO)|EEA)$/;

/**
 * A consent receipt with its record, as JSON-LD in DPV 2.3 terms (ISO/IEC TS 27560; the proof of GDPR art 7(1)). The
 * same entry under the same program gives the same receipt. It holds the words the person saw, as they were then, also
 * when the program has others now.
 */
export function receiptOf(source: ReceiptSource): Node {
  const { entry, record, program } = source;
  const site = program.sites.find((item) => item.key === record.site);
  return plain({
    "@context": CONTEXT,
    "@id": `urn:earnest:receipt:${entry.id}`,
    "@type": "dpv:ConsentReceipt",
    "dct:identifier": entry.id,
    "dct:conformsTo": profiles(source, "receipt"),
    "dct:publisher": { "@id": controllerId(source) },
    "earnest:keys": site && `${site.consentHost === "localhost" ? "http" : "https"}://${site.consentHost}/.well-known/jwks.json`,
    "dpv:hasRecordOfActivity": {
      "@id": `urn:earnest:record:${entry.id}`,
      "@type": "dpv:ConsentRecord",
      "dct:identifier": entry.id,
      "dct:conformsTo": profiles(source, "record"),
      "dct:created": dateTime(record.at),
      "earnest:site": record.site,
      "earnest:program": program.hash,
      ...parties(source),
      ...jurisdiction(source),
      "dpv:hasNotice": noticeOf(source),
      "dpv:hasProcess": processesOf(source),
      "dpv:hasConsentStatus": consentEventsOf(source),
      ...controls(source),
      "earnest:gpc": record.signals.gpc,
      "earnest:ledger": ledgerOf(source),
    },
  });
}

function profiles(source: ReceiptSource, kind: "receipt" | "record"): readonly string[] {
  return [`${PROFILE}${kind}`, ...(isUnderGdpr(source) ? [`${PROFILE}${kind}-eu-gdpr`] : [])];
}

function parties(source: ReceiptSource): Node {
  const controller = controllerOf(source);
  return {
    "dpv:hasDataSubject": {
      "@id": `urn:earnest:subject:${source.entry.chain}`,
      "@type": "dpv:DataSubject",
      "dct:identifier": source.entry.chain,
    },
    "dpv:hasDataController": {
      "@id": controllerId(source),
      "@type": "dpv:DataController",
      "dct:identifier": source.record.controller,
      "dpv:hasName": controller?.name,
      "dpv:hasAddress": controller?.address ?? undefined,
      "dpv:hasContact": controller?.contact,
    },
  };
}

function jurisdiction(source: ReceiptSource): Node {
  const { rule, rulesVersion } = source.record;
  return {
    "dpv:hasJurisdiction": { "@id": PLACE.test(rule) ? `loc:${rule}` : undefined, "@type": "dpv:Location", "dct:identifier": rule },
    "dpv:hasApplicableLaw": isUnderGdpr(source) ? "legal-eu:law-GDPR" : undefined,
    "earnest:rule": rule,
    "earnest:rulesVersion": rulesVersion,
  };
}

/** `earnest:textHash` is the SHA-256 of `earnest:text` written as RFC 8785 says, `earnest:codeHash` that of the code that showed it. */
function noticeOf({ record, shown }: ReceiptSource): Node | undefined {
  if (!record.notice) return undefined;
  const { version, locale, texts, banner } = record.notice;
  return {
    "@id": `urn:earnest:notice:${encodeURIComponent(version)}:${encodeURIComponent(locale)}`,
    "@type": "dpv:ConsentNotice",
    "dct:identifier": version,
    "dct:language": locale,
    "earnest:text": shown ?? undefined,
    "earnest:textHash": texts ?? undefined,
    "earnest:codeHash": banner ?? undefined,
  };
}

function controls(source: ReceiptSource): Node {
  const privacyUrl = controllerOf(source)?.privacyUrl;
  const where = privacyUrl === undefined ? undefined : placeOf(privacyUrl);
  const right = (article: string, title: string): Node => ({
    "@type": ["dpv:DataSubjectRight", `eu-gdpr:${article}`],
    "dct:title": title,
    "dpv:isExercisedAt": where,
  });
  return {
    "dpv:hasConsentControl": { "@type": "dpv:WithdrawConsent", "dpv:isExercisedAt": where },
    "dpv:hasRight": isUnderGdpr(source) ? [right("A7-3", "Right to withdraw consent"), right("A15", "Right of access")] : undefined,
  };
}

/** All that is hashed, so that whoever holds the receipt can compute the hashes and find them in the chain again. */
function ledgerOf({ entry, record }: ReceiptSource): Node {
  const { chain, id, version, at, prev, payloadHash, hash } = entry;
  return {
    "dct:description": "payloadHash is the SHA-256 of earnest:record, earnest:hash that of earnest:link, both written as RFC 8785 says",
    "earnest:version": version,
    "earnest:previous": prev,
    "earnest:hash": hash,
    "earnest:link": { chain, id, version, at, prev, payloadHash },
    "earnest:record": record,
  };
}

/** Leaves out what is undefined, so that the object is what its JSON says. */
function plain(node: Node): Node {
  return JSON.parse(JSON.stringify(node)) as Node;
}
