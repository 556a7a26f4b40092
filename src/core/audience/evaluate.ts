import type { Test } from "../condition/leaf.ts";
import type { PermittedView } from "../profile/gate.ts";
import type { LiveProgram } from "../program/live.ts";

/**
 * Remembers leaves for the length of one decision, so that a leaf shared by many experiences is asked once, and so is an
 * audience, which is a leaf too. A stamp that grows with every view stands in for clearing. Nothing may await between
 * `begin` and the last `matches`.
 */
export class Memo {
  readonly #stamps: Int32Array;
  readonly #program: LiveProgram;
  #stamp = 0;

  constructor(program: LiveProgram) {
    this.#program = program;
    this.#stamps = new Int32Array(program.compiled.leaves.length);
  }

  /** Starts a view: what was remembered of any other is forgotten. */
  begin(): void {
    this.#stamp += 2;
    if (this.#stamp >= 0x7ffffff0) {
      this.#stamps.fill(0);
      this.#stamp = 2;
    }
  }

  /** Runs the flat code from `start`. */
  matches(start: number, view: PermittedView): boolean {
    const { code } = this.#program;
    let at = start;
    while (at >= 0) at = this.#holds(code[at] ?? 0, view) ? (code[at + 1] ?? -2) : (code[at + 2] ?? -2);
    return at === -1;
  }

  /** Runs it afresh and tells each leaf that was asked, in order, and the answers. */
  trace(
    start: number,
    view: PermittedView,
  ): { readonly steps: readonly { readonly leaf: number; readonly holds: boolean }[]; readonly holds: boolean } {
    this.begin();
    const { code } = this.#program;
    const steps: { readonly leaf: number; readonly holds: boolean }[] = [];
    let at = start;
    while (at >= 0) {
      const leaf = code[at] ?? 0;
      const holds = this.#holds(leaf, view);
      steps.push({ leaf, holds });
      at = (holds ? code[at + 1] : code[at + 2]) ?? -2;
    }
    return { steps, holds: at === -1 };
  }

  #holds(leaf: number, view: PermittedView): boolean {
    const known = (this.#stamps[leaf] ?? 0) - this.#stamp;
    if (known === 0) return false;
    if (known === 1) return true;
    const holds = this.#ask(leaf, view);
    this.#stamps[leaf] = this.#stamp + (holds ? 1 : 0);
    return holds;
  }

  #ask(leaf: number, view: PermittedView): boolean {
    const attribute = this.#program.leafAttribute[leaf] ?? 0;
    if (attribute >= 0) return this.#test(leaf)(view.read(attribute) ?? null);
    const audience = this.#program.compiled.audiences[-1 - attribute];
    return audience !== undefined && this.matches(audience.start, view);
  }

  #test(leaf: number): Test {
    return (this.#program.leafTests[leaf] ??= this.#program.makeTest(leaf));
  }
}
