/** A fact, a contact or a guarantee. */
export interface Trust {
  readonly kind: "fact" | "contact" | "guarantee";
  readonly text: string;
  readonly link?: string | undefined;
}

/** A moment: what it is entered by, and what it shows for trust. */
export interface CompiledMoment {
  readonly key: string;
  /** How people call it, by locale. */
  readonly name: { readonly [locale: string]: string } | null;
  readonly trust: { readonly [locale: string]: readonly Trust[] };
  /** The slot it is shown in by itself; null where it is shown beside its questions and experiences alone. */
  readonly slot: string | null;
  /** For which its condition is read then. */
  readonly purpose: number;
  /** Where its condition starts in `code` (−1 when it always holds), and attributes it reads, by index. */
  readonly start: number;
  readonly reads: readonly number[];
}

/** Where the moments of a site show what they have for trust. */
export interface TrustIndex {
  readonly bySlot: ReadonlyMap<string, readonly CompiledMoment[]>;
  /** By experience. */
  readonly beside: ReadonlyMap<string, CompiledMoment>;
}

interface Showing {
  readonly moments: readonly CompiledMoment[];
  readonly experiences: readonly { readonly key: string; readonly moment?: { readonly key: string } }[];
}

/** The lookups of one site; null where no moment shows anything. */
export function indexTrust({ moments: all, experiences }: Showing, slots: readonly string[]): TrustIndex | null {
  const moments = all.filter(({ trust }) => Object.values(trust).some((elements) => elements.length > 0));
  if (moments.length === 0) return null;
  const alone = slots.map((key) => [key, moments.filter(({ slot }) => slot === key)] as const);
  const beside = experiences.flatMap(({ key, moment }) => {
    const at = moments.find((item) => item.key === moment?.key);
    return at ? [[key, at] as const] : [];
  });
  return { bySlot: new Map(alone.filter(([, at]) => at.length > 0)), beside: new Map(beside) };
}
