import type { CompiledDisclosure, CompiledProgram, CompiledPurpose, NoticePurpose } from "../../program/compiled.ts";
import type { ConsentRecord } from "../choose.ts";
import type { LedgerEntry } from "../ledger.ts";
import type { NoticeText, ShownPurpose } from "../notice-text.ts";

/** What a receipt is made of: one entry of the ledger, and the program that describes what it was about. */
export interface ReceiptSource {
  readonly entry: LedgerEntry;
  readonly record: ConsentRecord;
  /** The words the choice was made on, as they were then; null where none are named. */
  readonly shown: NoticeText | null;
  readonly program: Pick<CompiledProgram, "hash" | "sites" | "purposes" | "attributes" | "disclosure" | "notice">;
}

/** The rows of the jurisdiction table that stand under the GDPR: only there do receipts name its articles. */
const GDPR_ROWS: readonly string[] = ["EEA", "FR", "IT", "ES"];

/** True for a choice made under the GDPR (receipt profile `receipt-eu-gdpr` of the DPVCG guide to ISO/IEC TS 27560). */
export function isUnderGdpr(source: ReceiptSource): boolean {
  return GDPR_ROWS.includes(source.record.rule);
}

/** The controller the consent was given to, as far as the program still names it. */
export function controllerOf({ record, program }: ReceiptSource): CompiledDisclosure["controllers"][number] | null {
  return program.disclosure.controllers.find((item) => item.key === record.controller) ?? null;
}

/** A purpose of the program by its key; null for one that was given up since. */
export function purposeOf(
  { program }: ReceiptSource,
  key: string,
): { readonly compiled: CompiledPurpose; readonly notice: NoticePurpose } | null {
  const compiled = program.purposes.find((item) => item.key === key);
  const notice = program.notice.purposes.find((item) => item.key === key);
  return compiled && notice ? { compiled, notice } : null;
}

/** The personal data a purpose may use, and how each is called in a language. */
export function dataOf(
  { program }: ReceiptSource,
  purpose: string,
  locale: string | null,
): readonly { readonly key: string; readonly name: string; readonly source: string; readonly sensitive: boolean }[] {
  const bit = 1 << program.purposes.findIndex((item) => item.key === purpose);
  return program.attributes
    .filter((item) => (item.purposes & bit) !== 0 && item.sensitivity !== "none")
    .map(({ key, source, sensitivity }) => ({
      key,
      name: textIn(program.notice.attributes[key] ?? {}, locale)?.name ?? key,
      source,
      sensitive: sensitivity === "sensitive",
    }));
}

/** Who receives the data of a purpose beside the controller. */
export function recipientsOf({ program }: ReceiptSource, purpose: string): CompiledDisclosure["recipients"] {
  return program.disclosure.recipients.filter((item) => item.purposes.includes(purpose));
}

/** A text in a language, or in the first there is. */
function textIn<T>(texts: { readonly [locale: string]: T }, locale: string | null): T | undefined {
  return (locale === null ? undefined : texts[locale]) ?? Object.values(texts)[0];
}

/** How a purpose was called when it was chosen, and for how long its data is kept: in the words of then, else in those of now. */
export function calledOf(source: ReceiptSource, key: string): Pick<ShownPurpose, "name" | "retention"> | null {
  const shown = shownOf(source, key);
  if (shown) return shown;
  const notice = purposeOf(source, key)?.notice;
  const name = notice && textIn(notice.texts, source.record.notice?.locale ?? null)?.name;
  return name === undefined ? null : { name, retention: notice?.retention ?? "" };
}

/** What the person was shown of a purpose; null where no words were kept. */
export function shownOf({ shown }: ReceiptSource, key: string): ShownPurpose | null {
  return shown?.purposes.find((item) => item.key === key) ?? null;
}
