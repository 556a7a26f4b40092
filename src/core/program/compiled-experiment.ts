/** How a unit is assigned to a variant: the ranges of its position in [0, 1), in the order of the variants. */
export interface CompiledDraw {
  readonly seed: string;
  readonly hashVersion: 1 | 2;
  readonly starts: readonly number[];
  readonly weights: readonly number[];
  /** Coverage from an instant on, in order of time; none before the first. */
  readonly ramp: readonly { readonly at: number; readonly coverage: number }[];
  /** Where the unit must fall in these namespaces to be drawn at all. */
  readonly namespaces: readonly { readonly key: string; readonly from: number; readonly to: number }[];
  /** The goal its weights follow, and how often (ISO 8601 duration); null: they stay as declared. */
  readonly bandit: { readonly goal: string; readonly every: string; readonly by: CompiledContexts | null } | null;
}

/** What a bandit learns by: the value of a request attribute, by its index, or the first of some audiences that holds. */
export interface CompiledContexts {
  readonly attribute: number | null;
  readonly audiences: readonly number[];
  /** In the order of the values or audiences; the last is everybody else's. */
  readonly contexts: readonly CompiledContext[];
}

/** A context, and how units in it are drawn. */
export interface CompiledContext extends Pick<CompiledDraw, "starts" | "weights"> {
  readonly key: string;
}

export interface CompiledHoldout {
  readonly key: string;
  readonly share: number;
}

/** What counts as success after an exposure. */
export interface CompiledGoal {
  readonly key: string;
  readonly event: string;
  readonly purpose: number;
  /** How long after an exposure it counts, and how long before it is compared with (ISO 8601 duration). */
  readonly window: string;
  /** The field of the event that says what it is worth; null: a unit reached the goal or did not. */
  readonly value: string | null;
}

/** How often something may be shown to a person, over all their devices. */
export interface CompiledCap {
  readonly key: string;
  readonly most: number;
  readonly per: "session" | "day" | "week" | "lifetime";
  /** Counted in the database before it is shown. */
  readonly strict: boolean;
}

/** How long a slot (`slot:hero`) or an experience (`experience:hint`) rests for a person who puts it away, or leaves it alone too often. */
export interface CompiledRest {
  readonly key: string;
  /** ISO 8601 duration; null: not at all. */
  readonly dismissed: string | null;
  readonly ignored: { readonly after: number; readonly rest: string } | null;
}
