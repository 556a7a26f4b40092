/** What a brand gives; `until` and `from` in milliseconds since the epoch, null where open, as the other limits. */
export interface CompiledOffer {
  readonly key: string;
  readonly benefit: Benefit;
  readonly codes: "none" | "one" | "unique";
  readonly code: string | null;
  readonly budget: number | null;
  readonly perPerson: number | null;
  readonly perDay: number | null;
  readonly audience: string | null;
  readonly from: number | null;
  readonly until: number | null;
  readonly zone: string;
  readonly isAlone: boolean;
  readonly merchants: readonly string[];
  /** Names of the merchants, where not every controller is one. */
  readonly places: readonly string[];
  /** Keys of purposes whose data it is given for. */
  readonly for: readonly string[];
  readonly texts: { readonly [locale: string]: { readonly name: string } };
}

/** A percentage, an amount in the smallest unit of its currency, or a thing. */
export type Benefit =
  | { readonly kind: "percent"; readonly value: number }
  | { readonly kind: "amount"; readonly value: number; readonly currency: string }
  | { readonly kind: "gift"; readonly value: string };
