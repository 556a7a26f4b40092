type Texts = { readonly [locale: string]: { readonly name: string } };

/** A points account; amounts in the smallest unit of their currency, `expires` an ISO 8601 duration. */
export interface CompiledReward {
  readonly key: string;
  readonly controller: string;
  readonly merchants: readonly string[];
  readonly earn: { readonly points: number; readonly per: number; readonly currency: string };
  readonly expires: string | null;
  readonly tiers: readonly { readonly key: string; readonly from: number; readonly texts: Texts }[];
  readonly gifts: readonly { readonly key: string; readonly at: number; readonly texts: Texts }[];
  /** `season`: after which it may be met anew; `points` it gives. */
  readonly challenges: readonly {
    readonly key: string;
    readonly audience: string;
    readonly season?: "week" | "month" | "year" | undefined;
    readonly points?: number | undefined;
    readonly texts: { readonly [locale: string]: { readonly name: string; readonly gift?: string | undefined } };
  }[];
  /** Keys of purposes whose data it is given for. */
  readonly for: readonly string[];
  readonly texts: Texts;
}
