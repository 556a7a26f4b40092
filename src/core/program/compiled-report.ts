import type { ConditionDocument } from "../condition/types.ts";
import type { Program } from "./schema.ts";

/** What each person is told of their own number; attributes and purposes by index, `retention` an ISO 8601 duration. */
export interface CompiledReport {
  readonly key: string;
  readonly purpose: number;
  readonly attribute: number;
  /** Attributes in which all who are compared are alike. */
  readonly cohort: readonly number[];
  readonly every: "week" | "month";
  /** With how many others somebody is compared at least. */
  readonly floor: number;
  readonly retention: string | null;
  readonly tips: readonly ({
    readonly key: string;
    readonly texts: { readonly [locale: string]: { readonly text: string } };
  } & Flattened)[];
  readonly texts: { readonly [locale: string]: { readonly name: string; readonly own: string; readonly compared: string } };
}

interface Flattened {
  readonly start: number;
  readonly reads: readonly number[];
}

interface Indexes {
  readonly attributeIndex: ReadonlyMap<string, number>;
  readonly purposeIndex: ReadonlyMap<string, number>;
}

/** The reports of a program that people get, their tips' conditions put with all others of the program. */
export function reportsOf(
  { reports }: Program,
  { attributeIndex, purposeIndex }: Indexes,
  flatten: (when: ConditionDocument) => Flattened,
): readonly CompiledReport[] {
  const index = (key: string): number => attributeIndex.get(key) ?? -1;
  return reports.flatMap(({ key, purpose, personal }) => {
    if (!personal) return [];
    const { compares, cohort, every, floor, retention, tips, texts } = personal;
    return {
      ...{ key, purpose: purposeIndex.get(purpose) ?? 0, attribute: index(compares), cohort: cohort.map(index) },
      ...{ every, floor, retention: retention ?? null, texts },
      tips: tips.map(({ when, ...tip }) => ({ ...tip, ...flatten(when) })),
    };
  });
}
