import type { Node } from "./context.ts";
import { calledOf, controllerOf, dataOf, purposeOf, recipientsOf, type ReceiptSource } from "./source.ts";

/**
 * The receipt as Kantara Consent Receipt 1.1, for readers of that form. It loses much: the form knows no refusal, so
 * only purposes granted by this record stand in it, and no hash. ISO/IEC TS 27560 supersedes it.
 */
export function kantaraOf(source: ReceiptSource): Node {
  const { entry, record } = source;
  const locale = record.notice?.locale ?? null;
  const granted = Object.entries(record.decisions).flatMap(([key, { state }]) => (state === "granted" ? [key] : []));
  const sensitive = granted.flatMap((key) => dataOf(source, key, locale)).filter((item) => item.sensitive);
  const controller = kantaraController(source);
  return {
    version: "KI-CR-v1.1.0",
    jurisdiction: record.rule,
    consentTimestamp: Math.floor(record.at / 1000),
    collectionMethod: record.method,
    consentReceiptID: entry.id,
    language: locale ?? "",
    piiPrincipalId: entry.chain,
    piiControllers: [controller],
    policyUrl: controller.piiControllerUrl,
    services: [{ service: controller.piiController, purposes: granted.map((key) => kantaraPurpose(source, key, locale)) }],
    sensitive: sensitive.length > 0,
    spiCat: [...new Set(sensitive.map((item) => item.name))],
  };
}

/** Fields the form requires and the program does not say stay empty. */
function kantaraController(source: ReceiptSource): Node & { readonly piiController: string; readonly piiControllerUrl: string } {
  const known = controllerOf(source);
  if (!known)
    return {
      piiController: source.record.controller,
      onBehalf: false,
      contact: "",
      address: "",
      email: "",
      phone: "",
      piiControllerUrl: "",
    };
  return {
    piiController: known.name,
    onBehalf: false,
    contact: known.contact,
    address: known.address ?? "",
    email: known.contact.includes("@") ? known.contact : "",
    phone: "",
    piiControllerUrl: known.privacyUrl,
  };
}

function kantaraPurpose(source: ReceiptSource, key: string, locale: string | null): Node {
  const purpose = purposeOf(source, key);
  const called = calledOf(source, key);
  const recipients = recipientsOf(source, key);
  return {
    purpose: called?.name ?? key,
    consentType: "EXPLICIT",
    purposeCategory: purpose ? [purpose.compiled.class] : [],
    piiCategory: dataOf(source, key, locale).map((item) => item.name),
    primaryPurpose: purpose?.compiled.class === "necessary",
    termination: called?.retention ?? "",
    thirdPartyDisclosure: recipients.length > 0,
    thirdPartyName: recipients.map((item) => item.name).join(", "),
  };
}
