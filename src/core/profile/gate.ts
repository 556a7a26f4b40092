import type { Permit } from "../consent/permit.ts";
import type { LiveProgram } from "../program/live.ts";

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
 * Opens a view for a purpose: null unless the permit allows the purpose now. An attribute enters only when it declares
 * the purpose; a sensitive one only on the person's own yes, or where the place allows it without (`sensitiveFree`).
 */
export function openView(program: LiveProgram, purpose: number, permit: Permit, values: UngatedValues, sensitiveFree: boolean): PermittedView | null {
  const bit = 1 << purpose;
  if ((permit.mask & bit) === 0) return null;
  const sensitive = sensitiveFree || (permit.explicit & bit) !== 0;
  const seen: unknown[] = new Array(values.length);
  for (let index = 0; index < values.length; index++) {
    const attribute = program.attributes[index];
    if (attribute && (attribute.purposes & bit) !== 0 && (sensitive || attribute.sensitivity !== "sensitive")) seen[index] = values[index];
  }
  return make(purpose, seen);
}
