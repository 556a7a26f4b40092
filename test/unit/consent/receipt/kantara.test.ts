import { expect, it } from "vitest";
import { kantaraOf } from "../../../../src/core/consent/receipt/kantara.ts";
import { sourceOf } from "./receipts.ts";

it("a Kantara receipt says what was granted, in its flat form", async () => {
  expect(kantaraOf(await sourceOf())).toEqual({
    version: "KI-CR-v1.1.0",
    jurisdiction: "EEA",
    consentTimestamp: 1_795_348_800,
    collectionMethod: "banner",
    consentReceiptID: `rcp_${"a".repeat(32)}`,
    language: "de",
    piiPrincipalId: `sub_${"b".repeat(32)}`,
    piiControllers: [
      {
        piiController: "Acme",
        onBehalf: false,
        contact: "privacy@acme.example",
        address: "1 Street",
        email: "privacy@acme.example",
        phone: "",
        piiControllerUrl: "https://acme.example/privacy",
      },
    ],
    policyUrl: "https://acme.example/privacy",
    services: [
      {
        service: "Acme",
        purposes: [
          {
            purpose: "Passend",
            consentType: "EXPLICIT",
            purposeCategory: ["personalization"],
            piiCategory: ["Schuhgröße"],
            primaryPurpose: false,
            termination: "P6M",
            thirdPartyDisclosure: false,
            thirdPartyName: "",
          },
          {
            purpose: "Werbung",
            consentType: "EXPLICIT",
            purposeCategory: ["advertising"],
            piiCategory: ["Schuhgröße", "health"],
            primaryPurpose: false,
            termination: "P30D",
            thirdPartyDisclosure: true,
            thirdPartyName: "Agency Ltd",
          },
        ],
      },
    ],
    sensitive: true,
    spiCat: ["health"],
  });
});

it("a Kantara receipt of a refusal lists no purpose: the form knows only consent", async () => {
  const refused = kantaraOf(await sourceOf({ choice: { kind: "some", decisions: { ads: false } } }));
  expect(refused).toMatchObject({ services: [{ purposes: [] }], sensitive: false, spiCat: [] });
});
