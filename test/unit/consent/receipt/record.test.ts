import jsonld from "jsonld";
import { describe, expect, it } from "vitest";
import { applyRecord } from "../../../../src/core/consent/choose.ts";
import { receiptOf } from "../../../../src/core/consent/receipt/record.ts";
import { NOTHING_SAID } from "../../../../src/core/consent/state.ts";
import { sha256Hex } from "../../../../src/core/kernel/bytes.ts";
import { canonical } from "../../../../src/core/kernel/canonical.ts";
import TERMS from "./dpv-terms.json" with { type: "json" };
import { PROGRAM, sourceOf, TEXT } from "./receipts.ts";

/** Every context is in the receipt: whoever reads it fetches nothing. */
const OFFLINE = { documentLoader: (url: string) => Promise.reject(new Error(`asked for ${url}`)), safe: true } as const;

const YES = await sourceOf();
const KINDS = {
  "a yes and a no": YES,
  "a yes to an interest": await sourceOf({ choice: { kind: "some", decisions: { interest: true } } }),
  "a refusal": await sourceOf({ choice: { kind: "some", decisions: { personal: false, ads: false } } }),
  "a withdrawal of everything": await sourceOf({ choice: { kind: "withdraw-all" }, notice: null }),
  "a withdrawal after a yes": await sourceOf({ choice: { kind: "withdraw-all" }, before: applyRecord(NOTHING_SAID, YES.record, 1) }),
  "an expiry": await sourceOf({ notice: null, changes: { method: "expiry", decisions: { ads: { state: "expired", until: 0 } } } }),
  "a choice in California": await sourceOf({ rule: "US-CA" }),
  "a choice where no row is": await sourceOf({ rule: "DEFAULT" }),
  "a choice on a purpose given up since": await sourceOf({ choice: { kind: "some", decisions: { gone: true } } }),
};

function canonize(document: unknown): Promise<string> {
  return jsonld.canonize(document, { ...OFFLINE, algorithm: "URDNA2015", format: "application/n-quads" });
}

function irisIn(value: unknown): readonly string[] {
  if (typeof value === "string") return value.startsWith("https://w3id.org/dpv") ? [value] : [];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => [...irisIn(key), ...irisIn(item)]);
}

function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, item]) => [key, turned(item)]),
  );
}

// oxlint-disable-next-line typescript/no-explicit-any -- a test reads arbitrary JSON
async function recordIn(source: Awaited<ReturnType<typeof sourceOf>>): Promise<any> {
  return receiptOf(source)["dpv:hasRecordOfActivity"];
}

describe("a receipt", () => {
  it.each(Object.entries(KINDS))("of %s expands without a network, in terms that DPV 2.3 has", async (_, source) => {
    const iris = irisIn(await jsonld.expand(receiptOf(source), OFFLINE));
    expect(iris.length).toBeGreaterThan(20);
    const own = iris.filter((iri) => iri.startsWith("https://w3id.org/dpv#")).map((iri) => iri.slice(21));
    expect(own.filter((term) => !TERMS.includes(term))).toEqual([]);
    const others = iris.filter((iri) => !iri.startsWith("https://w3id.org/dpv#"));
    expect(
      others.filter(
        (iri) =>
          !/^https:\/\/w3id\.org\/dpv\/(schema\/dpv-27560#(receipt|record)(-eu-gdpr)?|loc#(EEA|US-CA)|legal\/eu#law-GDPR|legal\/eu\/gdpr#A(6-1-[af]|7-3|15))$/.test(
            iri,
          ),
      ),
    ).toEqual([]);
  });

  it("uses every term of the list, so that the list stays short", async () => {
    const expanded = await Promise.all(Object.values(KINDS).map(async (source) => jsonld.expand(receiptOf(source), OFFLINE)));
    const used = new Set(irisIn(expanded).map((iri) => iri.split("#")[1]));
    expect(TERMS.filter((term) => !used.has(term))).toEqual([]);
  });

  it("has one canonical form, in whatever order its keys are written, and another for another word", async () => {
    const receipt = receiptOf(KINDS["a yes and a no"]);
    const quads = await canonize(receipt);
    expect(quads.split("\n").length).toBeGreaterThan(60);
    expect(await sha256Hex(await canonize(turned(receipt)))).toBe(await sha256Hex(quads));
    const changed: unknown = JSON.parse(JSON.stringify(receipt).replace("why Werbung", "why Werbunk"));
    expect(await canonize(changed)).not.toBe(quads);
  });

  it("loses nothing when it is expanded: no key stands twice and none is dropped", async () => {
    const source = KINDS["a yes and a no"];
    const quads = await canonize(receiptOf(source));
    for (const key of ["personal", "ads", "interest"])
      expect(quads).toContain(`<https://w3id.org/dpv#hasProcess> <urn:earnest:process:${source.entry.id}:${key}>`);
  });

  it("says who, to whom, where, under which rule, for how long, and how to take it back", async () => {
    expect(receiptOf(KINDS["a yes and a no"])).toMatchObject({
      "@type": "dpv:ConsentReceipt",
      "dct:conformsTo": ["https://w3id.org/dpv/schema/dpv-27560#receipt", "https://w3id.org/dpv/schema/dpv-27560#receipt-eu-gdpr"],
      "earnest:keys": "https://shop.example/.well-known/jwks.json",
      "dpv:hasRecordOfActivity": {
        "dct:created": "2026-11-22T12:00:00.000Z",
        "earnest:program": PROGRAM.hash,
        "earnest:gpc": true,
        "earnest:rule": "EEA",
        "dpv:hasDataSubject": { "dct:identifier": `sub_${"b".repeat(32)}` },
        "dpv:hasDataController": { "dpv:hasName": "Acme", "dpv:hasContact": "privacy@acme.example", "dpv:hasAddress": "1 Street" },
        "dpv:hasJurisdiction": { "@id": "loc:EEA", "dct:identifier": "EEA" },
        "dpv:hasConsentControl": { "@type": "dpv:WithdrawConsent", "dpv:isExercisedAt": { "@id": "https://acme.example/privacy" } },
      },
    });
  });

  it("tells each purpose apart: basis, data, recipients, duration, and what was decided until when", async () => {
    const [personal, ads, interest] = (await recordIn(KINDS["a yes and a no"]))["dpv:hasProcess"];
    expect(personal).toMatchObject({
      "dct:identifier": "personal",
      "dpv:hasService": "Passend",
      "dpv:hasPurpose": ["dpv:ServicePersonalisation"],
      "dpv:hasLegalBasis": "eu-gdpr:A6-1-a",
      "dpv:hasPersonalData": [{ "dct:identifier": "shoes", "dct:title": "Schuhgröße" }],
      "dpv:hasRecipient": [{ "@id": "urn:earnest:controller:acme" }],
      "dpv:hasStorageCondition": [{ "dpv:hasDuration": "P6M" }],
      "dpv:hasConsentStatus": [
        { "@type": ["dpv:ConsentGiven", "dpv:ExpressedConsent"], "dct:valid": "2026-11-22T12:00:00.000Z/2027-05-22T12:00:00.000Z" },
      ],
    });
    expect(ads["dpv:hasRecipient"]).toMatchObject([{}, { "dpv:hasName": "Agency Ltd", "@type": "dpv:ThirdParty" }]);
    expect(ads["dpv:hasPersonalData"]).toMatchObject([
      { "earnest:sensitive": false },
      { "dct:identifier": "health", "earnest:sensitive": true },
    ]);
    expect(interest["dpv:hasConsentStatus"]).toBeUndefined();
    expect(interest["dpv:hasStatus"]).toMatchObject([
      { "@type": ["dpv:LegitimateInterestObjected"], "earnest:askAgainFrom": expect.any(String) },
    ]);
  });

  it("names refusal, withdrawal and expiry as what they are, and who indicated it", async () => {
    const statuses = async (kind: keyof typeof KINDS) =>
      (await recordIn(KINDS[kind]))["dpv:hasProcess"].map((item: Record<string, unknown>) => item["dpv:hasConsentStatus"]);
    expect(await statuses("a refusal")).toMatchObject([[{ "@type": ["dpv:ConsentRefused"] }], [{ "@type": ["dpv:ConsentRefused"] }]]);
    expect(await statuses("an expiry")).toMatchObject([[{ "@type": ["dpv:ConsentExpired"], "dpv:isIndicatedBy": "dpv:DataController" }]]);
    const [personal, ads] = await statuses("a withdrawal after a yes");
    expect(personal).toMatchObject([{ "@type": ["dpv:ConsentWithdrawn"], "dpv:isIndicatedBy": "dpv:DataSubject" }]);
    expect(ads).toMatchObject([{ "@type": ["dpv:ConsentWithdrawn"], "dpv:isIndicatedBy": "dpv:DataSubject" }]);
  });

  it("holds the words that were shown then, whatever the program says now, with their hash and what was offered", async () => {
    const source = KINDS["a yes and a no"];
    const shown = (await recordIn(source))["dpv:hasNotice"];
    expect(shown).toMatchObject({ "dct:identifier": "0123456789ab", "dct:language": "de", "earnest:textHash": TEXT.hash });
    expect(shown["earnest:text"].purposes[1]).toMatchObject({
      key: "ads",
      name: "Werbung",
      why: "why Werbung",
      benefit: "good of Werbung",
    });
    expect(await sha256Hex(canonical(shown["earnest:text"]))).toBe(shown["earnest:textHash"]);
    const notice = { ...PROGRAM.notice, purposes: PROGRAM.notice.purposes.map((item) => ({ ...item, retention: "P9D", texts: {} })) };
    const later = await recordIn({ ...source, program: { ...PROGRAM, notice: { ...notice, version: "later" } } });
    expect(later["dpv:hasNotice"]).toEqual(shown);
    expect(later["dpv:hasProcess"][1]).toMatchObject({
      "dpv:hasService": "Werbung",
      "earnest:benefit": "good of Werbung",
      "earnest:incentive": { "earnest:terms": "10 % Rabatt", "earnest:value": "2 EUR" },
      "dpv:hasStorageCondition": [{ "dpv:hasDuration": "P30D" }],
    });
    const unkept = await recordIn(await sourceOf({ notice: { version: "older", locale: "de", texts: null, banner: "ab" } }));
    expect(unkept["dpv:hasNotice"]).toEqual({
      "@id": "urn:earnest:notice:older:de",
      "@type": "dpv:ConsentNotice",
      "dct:identifier": "older",
      "dct:language": "de",
      "earnest:codeHash": "ab",
    });
    expect((await recordIn(KINDS["an expiry"]))["dpv:hasNotice"]).toBeUndefined();
  });

  it("can be matched with the chain by anybody: its hashes are hashes of what is in it", async () => {
    const source = KINDS["a yes and a no"];
    const ledger = (await recordIn(source))["earnest:ledger"];
    expect(await sha256Hex(canonical(ledger["earnest:record"]))).toBe(ledger["earnest:link"].payloadHash);
    expect(await sha256Hex(canonical(ledger["earnest:link"]))).toBe(ledger["earnest:hash"]);
    expect(ledger).toMatchObject({ "earnest:hash": source.entry.hash, "earnest:previous": source.entry.prev, "earnest:version": 3 });
  });

  it("speaks of the GDPR only where it holds", async () => {
    const record = await recordIn(KINDS["a choice in California"]);
    expect(record["dct:conformsTo"]).toEqual(["https://w3id.org/dpv/schema/dpv-27560#record"]);
    expect(record["dpv:hasApplicableLaw"]).toBeUndefined();
    expect(record["dpv:hasProcess"][0]["dpv:hasLegalBasis"]).toBe("dpv:Consent");
    expect((await recordIn(KINDS["a choice where no row is"]))["dpv:hasJurisdiction"]).toEqual({
      "@type": "dpv:Location",
      "dct:identifier": "DEFAULT",
    });
  });

  it("describes nothing of a purpose that was given up, but keeps the decision", async () => {
    expect((await recordIn(KINDS["a choice on a purpose given up since"]))["dpv:hasProcess"]).toEqual([
      expect.objectContaining({
        "dct:identifier": "gone",
        "dpv:hasConsentStatus": [expect.objectContaining({ "@type": ["dpv:ConsentGiven", "dpv:ExpressedConsent"] })],
      }),
    ]);
  });
});
