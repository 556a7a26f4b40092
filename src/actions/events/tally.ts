import type { Permit } from "../../core/consent/permit.ts";
import { admit, fieldsDropped, type NotAdmitted } from "../../core/events/admit.ts";
import type { AdmittedEvent } from "../../core/events/fold.ts";
import type { Said } from "../../core/events/said.ts";
import type { Call } from "../call.ts";
import { countDrops, type Drop } from "./count-drops.ts";

/** What became of the calls of a request: how many are kept, and how many not, by why. */
export interface Taken {
  readonly accepted: number;
  readonly dropped: { readonly [reason in NotAdmitted]?: number };
}

/** Admits calls and keeps count of what is not kept. */
export class Tally {
  readonly #call: Call;
  readonly #drops: Drop[] = [];
  readonly #dropped: { [reason in NotAdmitted]?: number } = {};
  #accepted = 0;

  constructor(call: Call) {
    this.#call = call;
  }

  /** The event of a call; null when it is not to be kept. */
  admit(said: Said, permit: Permit): AdmittedEvent | null {
    const admitted = admit(this.#call.program, permit, said);
    if (!admitted.ok) {
      this.drop(said, admitted.error);
      return null;
    }
    this.accept();
    const fields = fieldsDropped(said, admitted.value);
    if (fields > 0) this.#drops.push({ event: said.name, reason: "field", count: fields });
    return admitted.value;
  }

  accept(): void {
    this.#accepted += 1;
  }

  drop(said: Said, reason: NotAdmitted): void {
    this.#dropped[reason] = (this.#dropped[reason] ?? 0) + 1;
    const isDeclared = said.type !== "track" || this.#call.program.events.has(said.name);
    this.#drops.push({ event: isDeclared ? said.name : "", reason, count: 1 });
  }

  /** Calls of somebody for whom nothing is allowed. */
  dropAll(calls: readonly Said[]): void {
    for (const said of calls)
      this.drop(said, said.type === "track" && !this.#call.program.events.has(said.name) ? "unknown-event" : "no-consent");
  }

  /** The counts, for the answer; they leave for the rollups too. */
  taken(): Taken {
    countDrops(this.#call, this.#drops);
    return { accepted: this.#accepted, dropped: this.#dropped };
  }
}
