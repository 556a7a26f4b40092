import type { Permit } from "../consent/permit.ts";
import type { CompiledAttribute } from "../program/compiled.ts";
import type { LiveProgram } from "../program/live.ts";
import { isObserved, usableFor } from "./ceiling.ts";

let make: (purpose: number, values: readonly unknown[], withheld: ReadonlySet<number> | null) => PermittedView;

/**
 * What targeting may see for one purpose: the values of the attributes that declare it, and nothing else. Only the gate
 * below can make one, at compile time and at run time alike.
 */
class PermittedView {
  static {
    make = (purpose, values, withheld) => new PermittedView(purpose, values, withheld);
  }
  readonly purpose: number;
  readonly #values: readonly unknown[];
  readonly #withheld: ReadonlySet<number> | null;

  private constructor(purpose: number, values: readonly unknown[], withheld: ReadonlySet<number> | null) {
    this.purpose = purpose;
    this.#values = values;
    this.#withheld = withheld;
  }

  /** The value of an attribute by index; undefined when it is unset or not this purpose's to see. */
  read(attribute: number): unknown {
    return this.#values[attribute];
  }

  /** True when one of these is kept back for want of the person's own yes: it then only looks missing, which it must not count as. */
  withholds(attributes: readonly number[]): boolean {
    const withheld = this.#withheld;
    return withheld !== null && attributes.some((attribute) => withheld.has(attribute));
  }
}

export type { PermittedView };

/** Attribute values by index, before anybody asked whether they may be seen. */
export type UngatedValues = readonly unknown[];
type Fill = (values: unknown[]) => void;

/**
 * Lets values through, purpose by purpose. A view is opened when it is first asked for: null unless the permit allows the
 * purpose now. An attribute enters only where it declares the purpose; a sensitive one only on the person's own yes, or
 * where the place allows it without (`sensitiveFree`); an observed one only below its ceiling.
 */
export class Gate {
  readonly #program: LiveProgram;
  readonly #permit: Permit;
  #values: UngatedValues;
  readonly #sensitiveFree: boolean;
  readonly #views: (PermittedView | null | undefined)[] = [];
  /** Of one request: the gate without it, which every purpose that sees nothing of it goes through. */
  #under: Gate | null = null;
  #fill: Fill | null = null;

  constructor(program: LiveProgram, permit: Permit, values: UngatedValues, sensitiveFree: boolean) {
    this.#program = program;
    this.#permit = permit;
    this.#values = values;
    this.#sensitiveFree = sensitiveFree;
  }

  /** What may be seen for a purpose, by its index. */
  view(purpose: number): PermittedView | null {
    if (this.#under && (this.#program.requestPurposes & (1 << purpose)) === 0) return this.#under.view(purpose);
    const opened = this.#views[purpose];
    if (opened !== undefined) return opened;
    return (this.#views[purpose] = this.#open(purpose));
  }

  /** The same gate for one request: `fill` sets the attributes the request itself brings, and only those, once one is asked for. */
  withRequest(fill: Fill): Gate {
    if (this.#program.requestPurposes === 0) return this;
    const gate = new Gate(this.#program, this.#permit, this.#values, this.#sensitiveFree);
    gate.#under = this;
    gate.#fill = fill;
    return gate;
  }

  #filled(): UngatedValues {
    if (this.#fill === null) return this.#values;
    const values = [...this.#values];
    this.#fill(values);
    this.#fill = null;
    return (this.#values = values);
  }

  #open(purpose: number): PermittedView | null {
    const bit = 1 << purpose;
    if ((this.#permit.mask & bit) === 0) return null;
    const sensitive = this.#sensitiveFree || (this.#permit.explicit & bit) !== 0;
    const observed = (usableFor(this.#program, this.#permit, "observed") & bit) !== 0;
    const values = this.#filled();
    const seen: unknown[] = new Array(values.length);
    let withheld: Set<number> | null = null;
    for (let index = 0; index < seen.length; index++) {
      const attribute = this.#program.attributes[index];
      if (!attribute || (attribute.purposes & bit) === 0) continue;
      if (maySee(attribute, sensitive, observed)) seen[index] = values[index];
      else withheld = (withheld ?? new Set<number>()).add(index);
    }
    return make(purpose, seen, withheld);
  }
}

function maySee(attribute: CompiledAttribute, sensitive: boolean, observed: boolean): boolean {
  return (sensitive || attribute.sensitivity !== "sensitive") && (observed || !isObserved(attribute.source));
}
