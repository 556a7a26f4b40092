import type { Permit } from "../consent/permit.ts";
import type { LiveProgram } from "../program/live.ts";
import { isObserved, usableFor } from "./ceiling.ts";

let make: (purpose: number, values: readonly unknown[]) => PermittedView;

/**
 * What targeting may see for one purpose: the values of the attributes that declare it, and nothing else. Only the gate
 * below can make one, at compile time and at run time alike.
 */
class PermittedView {
  static {
    make = (purpose, values) => new PermittedView(purpose, values);
  }
  readonly purpose: number;
  readonly #values: readonly unknown[];

  private constructor(purpose: number, values: readonly unknown[]) {
    this.purpose = purpose;
    this.#values = values;
  }

  /** The value of an attribute by index; undefined when it is unset or not this purpose's to see. */
  read(attribute: number): unknown {
    return this.#values[attribute];
  }
}

export type { PermittedView };

/** Attribute values by index, before anybody asked whether they may be seen. */
export type UngatedValues = readonly unknown[];

/**
 * Lets values through, purpose by purpose. A view is opened when it is first asked for: null unless the permit allows the
 * purpose now. An attribute enters only where it declares the purpose; a sensitive one only on the person's own yes, or
 * where the place allows it without (`sensitiveFree`); an observed one only below its ceiling.
 */
export class Gate {
  readonly #program: LiveProgram;
  readonly #permit: Permit;
  readonly #values: UngatedValues;
  readonly #sensitiveFree: boolean;
  readonly #views: (PermittedView | null | undefined)[];

  constructor(
    program: LiveProgram,
    permit: Permit,
    values: UngatedValues,
    sensitiveFree: boolean,
    opened: readonly (PermittedView | null | undefined)[] = [],
  ) {
    this.#program = program;
    this.#permit = permit;
    this.#values = values;
    this.#sensitiveFree = sensitiveFree;
    this.#views = [...opened];
  }

  /** What may be seen for a purpose, by its index. */
  view(purpose: number): PermittedView | null {
    const opened = this.#views[purpose];
    if (opened !== undefined) return opened;
    return (this.#views[purpose] = this.#open(purpose));
  }

  /** The same gate for one request: `fill` sets the attributes the request itself brings, and only those. */
  withRequest(fill: (values: unknown[]) => void): Gate {
    const { requestPurposes } = this.#program;
    if (requestPurposes === 0) return this;
    const values = [...this.#values];
    fill(values);
    const untouched = this.#views.map((view, purpose) => ((requestPurposes & (1 << purpose)) === 0 ? view : undefined));
    return new Gate(this.#program, this.#permit, values, this.#sensitiveFree, untouched);
  }

  #open(purpose: number): PermittedView | null {
    const bit = 1 << purpose;
    if ((this.#permit.mask & bit) === 0) return null;
    const sensitive = this.#sensitiveFree || (this.#permit.explicit & bit) !== 0;
    const observed = (usableFor(this.#program, this.#permit, "observed") & bit) !== 0;
    const seen: unknown[] = new Array(this.#values.length);
    for (let index = 0; index < seen.length; index++) {
      const attribute = this.#program.attributes[index];
      if (!attribute || (attribute.purposes & bit) === 0) continue;
      if ((sensitive || attribute.sensitivity !== "sensitive") && (observed || !isObserved(attribute.source)))
        seen[index] = this.#values[index];
    }
    return make(purpose, seen);
  }
}
