/** What a JSON-LD node may hold; undefined members are left out when it is written. */
export type Node = { readonly [key: string]: unknown };

const IRI = { "@type": "@id" };
const SET = { "@container": "@set" };
const DATE_TIME = { "@type": "xsd:dateTime" };
const JSON_LITERAL = { "@type": "@json" };

/**
 * The context of every receipt, written into it so that nobody has to fetch one (JSON-LD 1.1 §3.1). Terms are those of
 * DPV 2.3, in the form of the DPVCG guide to ISO/IEC TS 27560; `earnest:` names what they have no word for.
 */
export const CONTEXT = {
  dpv: "https://w3id.org/dpv#",
  loc: "https://w3id.org/dpv/loc#",
  "eu-gdpr": "https://w3id.org/dpv/legal/eu/gdpr#",
  "legal-eu": "https://w3id.org/dpv/legal/eu#",
  dct: "http://purl.org/dc/terms/",
  xsd: "http://www.w3.org/2001/XMLSchema#",
  earnest: "urn:earnest:term:",
  "dct:conformsTo": { ...IRI, ...SET },
  "dct:created": DATE_TIME,
  "dpv:hasApplicableLaw": IRI,
  "dpv:hasLegalBasis": IRI,
  "dpv:hasPurpose": { ...IRI, ...SET },
  "dpv:hasPersonalData": SET,
  "dpv:hasDataSource": IRI,
  "dpv:hasRecipient": SET,
  "dpv:hasProcess": SET,
  "dpv:hasConsentStatus": SET,
  "dpv:hasStatus": SET,
  "dpv:hasStorageCondition": SET,
  "dpv:hasRight": SET,
  "dpv:isIndicatedBy": IRI,
  "dpv:isIndicatedAtTime": DATE_TIME,
  "dpv:hasDuration": { "@type": "xsd:duration" },
  "earnest:askAgainFrom": DATE_TIME,
  "earnest:keys": IRI,
  "earnest:text": JSON_LITERAL,
  "earnest:link": JSON_LITERAL,
  "earnest:record": JSON_LITERAL,
} as const;

/** An IRI where the text is one, else the text itself: a brand may have written a sentence. */
export function placeOf(text: string): Node | string {
  return URL.canParse(text) ? { "@id": text } : text;
}

/** An instant as `xsd:dateTime` in UTC. */
export function dateTime(at: number): string {
  return new Date(at).toISOString();
}
