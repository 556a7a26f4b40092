import { recordOf, type Choice, type ConsentRecord } from "../../../../src/core/consent/choose.ts";
import { GENESIS, linkEntry } from "../../../../src/core/consent/ledger.ts";
import { noticeTextOf } from "../../../../src/core/consent/notice-text.ts";
import type { ReceiptSource } from "../../../../src/core/consent/receipt/source.ts";
import { ruleById } from "../../../../src/core/consent/resolve-rule.ts";
import { GPC_ALONE } from "../../../../src/core/consent/signals/signals.ts";
import { NOTHING_SAID, type ConsentState } from "../../../../src/core/consent/state.ts";
import { asReceiptId, asSubjectId } from "../../../../src/core/kernel/ids.ts";
import type { CompiledProgram } from "../../../../src/core/program/compiled.ts";

const text = (name: string) => ({ name, why: `why ${name}`, benefit: `good of ${name}` });
const LISTENING = {
  signals: { dnt: false, gpp: false, tcf: false, usPrivacy: false },
  gpp: null,
  consentMode: [],
  ageGate: "none",
  look: null,
  identity: null,
  rights: { zone: "UTC", holidays: [], agents: [], callbackHosts: [] },
} as const;
const NOTHING_MORE = { basis: "consent", data: [], partners: [], incentive: null } as const;
const attribute = { type: "string", sensitivity: "personal", from: null, contact: null, retention: null } as const;

export const PROGRAM: ReceiptSource["program"] = {
  hash: "f".repeat(64),
  sites: [
    {
      key: "pk_shop",
      controller: "acme",
      origins: [],
      consentHost: "shop.example",
      slots: [],
      slotElements: [],
      soft: 60,
      hard: 300,
      strict: {},
      ...LISTENING,
    },
  ],
  purposes: [
    { key: "personal", class: "personalization", basis: "consent", meets: [], meaning: "000000" },
    { key: "ads", class: "advertising", basis: "consent", meets: [], meaning: "000000" },
    { key: "interest", class: "contextual", basis: "legitimate-interest", meets: [], meaning: "000000" },
  ],
  attributes: [
    { ...attribute, key: "shoes", source: "volunteered", purposes: 0b011 },
    { ...attribute, key: "health", source: "inferred", sensitivity: "sensitive", purposes: 0b010 },
    { ...attribute, key: "country", source: "request", sensitivity: "none", purposes: 0b111 },
  ],
  disclosure: {
    controllers: [
      { key: "acme", name: "Acme", contact: "privacy@acme.example", address: "1 Street", privacyUrl: "https://acme.example/privacy" },
    ],
    terms: { personal: ["ServicePersonalisation", "NoSuchTerm"], ads: ["PersonalisedAdvertising"], interest: [] },
    recipients: [{ key: "agency", name: "Agency Ltd", purposes: ["ads"] }],
  },
  notice: {
    version: "0123456789ab",
    wordings: [],
    purposes: [
      {
        key: "personal",
        class: "personalization",
        choice: true,
        ...NOTHING_MORE,
        retention: "P6M",
        texts: { en: text("Fitting"), de: text("Passend") },
      },
      {
        key: "ads",
        class: "advertising",
        choice: true,
        ...NOTHING_MORE,
        retention: "P30D",
        incentive: { en: { terms: "10 % off", value: "EUR 2" }, de: { terms: "10 % Rabatt", value: "2 EUR" } },
        texts: { en: text("Ads"), de: text("Werbung") },
      },
      {
        key: "interest",
        class: "contextual",
        choice: true,
        ...NOTHING_MORE,
        basis: "legitimate-interest",
        retention: "P1D",
        texts: { en: text("Place"), de: text("Ort") },
      },
    ],
    attributes: { shoes: { en: { name: "Shoe size" }, de: { name: "Schuhgröße" } } },
  } satisfies CompiledProgram["notice"],
};

const german = await noticeTextOf({ ...PROGRAM, partners: [], locales: ["en", "de"] }, "de", null);
if (!german) throw new Error("no German text");
export const TEXT = german;

const SHOWN = { version: PROGRAM.notice.version, locale: "de", texts: TEXT.hash, banner: null };

const ID = asReceiptId(`rcp_${"a".repeat(32)}`);
const SUBJECT = asSubjectId(`sub_${"b".repeat(32)}`);

interface Wanted {
  readonly choice?: Choice;
  readonly before?: ConsentState;
  readonly rule?: string;
  readonly notice?: ConsentRecord["notice"];
  readonly changes?: Partial<ConsentRecord>;
}

/** A receipt's source: of a yes to two purposes and a no to the third, in the EEA, under the notice in force. */
export async function sourceOf({ choice, before, rule: named = "EEA", notice, changes }: Wanted = {}): Promise<ReceiptSource> {
  const rule = ruleById(named);
  if (!rule || !ID || !SUBJECT) throw new Error("no rule, or ids that are none");
  const made = recordOf(
    choice ?? { kind: "some", decisions: { personal: true, ads: true, interest: false } },
    PROGRAM,
    before ?? NOTHING_SAID,
    {
      at: Date.parse("2026-11-22T12:00:00Z"),
      site: "pk_shop",
      controller: "acme",
      method: "banner",
      notice: notice === undefined ? SHOWN : notice,
      rule,
      signals: GPC_ALONE,
      evidence: null,
      age: null,
    },
  );
  const record = { ...made, ...changes };
  return {
    entry: await linkEntry(SUBJECT, ID, 3, GENESIS, record),
    record,
    shown: shownBy(record),
    program: PROGRAM,
  };
}

function shownBy({ notice }: ConsentRecord): ReceiptSource["shown"] {
  return notice?.texts === TEXT.hash ? TEXT.text : null;
}
