/** How a computed attribute adds events up; days and half-lives in days, amounts in the event's own unit. */
export type Computation =
  | { readonly kind: "count" | "streak" }
  | { readonly kind: "sum" | "last" | "first"; readonly field: string }
  | { readonly kind: "distinct"; readonly field: string; readonly most: number }
  | { readonly kind: "recent"; readonly field: string; readonly most: number; readonly days: number }
  | { readonly kind: "window"; readonly field: string | null; readonly days: number }
  | { readonly kind: "affinity"; readonly field: string; readonly halfLife: number; readonly top: number; readonly least: number }
  | {
      readonly kind: "rfm";
      readonly field: string | null;
      readonly days: number;
      readonly recency: readonly number[];
      readonly frequency: readonly number[];
      readonly monetary: readonly number[];
    };

export interface CompiledComputed {
  readonly attribute: number;
  readonly event: string;
  readonly where: { readonly [field: string]: string | number | boolean };
  readonly how: Computation;
}
