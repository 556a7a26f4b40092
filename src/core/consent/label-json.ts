import { classOfTerm } from "../program/terms.ts";
import type { LabelRecipient, LabelUse, TrustLabel } from "./label.ts";
import { CONTEXT, placeOf, type Node } from "./receipt/context.ts";
import { BASES } from "./receipt/process.ts";

/** Where a site's label stands: the version of its program, and the language it is told in. */
export interface LabelPlace {
  readonly program: string;
  readonly locale: string;
  /** Where it can be read and acted upon. */
  readonly page: string;
}

/** A trust label as JSON-LD in terms of the Data Privacy Vocabulary 2.3, the same as receipts are written in. */
export function labelJson(label: TrustLabel, { program, locale, page }: LabelPlace): Node {
  const { controller, uses, never, longest } = label;
  const hearing = label.recipients.filter(({ hears }) => hears.length > 0);
  return {
    "@context": CONTEXT,
    "@type": "dpv:PrivacyNotice",
    "dct:identifier": program,
    "dct:language": locale,
    "dct:source": placeOf(page),
    "dpv:hasDataController": {
      "@id": `urn:earnest:controller:${controller.key}`,
      "@type": "dpv:DataController",
      "dpv:hasName": controller.name,
      "dpv:hasAddress": controller.address ?? undefined,
      "dpv:hasContact": controller.contact,
    },
    "dpv:hasProcess": uses.map((use) => processOf(label, use)),
    "dpv:hasRecipient": hearing.map((recipient) => ({ ...recipientNode(recipient), "earnest:hears": recipient.hears })),
    "earnest:never": never,
    "earnest:longest": longest ?? undefined,
  };
}

function processOf({ collected, recipients }: TrustLabel, use: LabelUse): Node {
  const terms = use.terms.filter((term) => classOfTerm(term) !== null);
  return {
    "@type": "dpv:Process",
    "dct:identifier": use.key,
    "dct:title": use.name,
    "dct:description": use.why,
    "dpv:hasPurpose": terms.length === 0 ? ["dpv:Purpose"] : terms.map((term) => `dpv:${term}`),
    "dpv:hasLegalBasis": BASES[use.basis],
    "dpv:hasPersonalData": collected
      .filter(({ key }) => use.data.includes(key))
      .map(({ key, name, source, sensitive }) => ({
        "@type": "dpv:PersonalData",
        "dct:identifier": key,
        "dct:title": name,
        "dpv:hasDataSource": source === "inferred" ? undefined : "dpv:DataSubjectDataSource",
        "earnest:source": source,
        "earnest:sensitive": sensitive,
      })),
    "dpv:hasRecipient": recipients.filter(({ key }) => use.recipients.includes(key)).map(recipientNode),
    "dpv:hasStorageCondition": [{ "@type": "dpv:StorageDuration", "dpv:hasDuration": use.retention }],
  };
}

function recipientNode({ key, name }: LabelRecipient): Node {
  return { "@id": `urn:earnest:recipient:${key}`, "@type": "dpv:ThirdParty", "dct:identifier": key, "dpv:hasName": name };
}
