import { compileProgram } from "../core/program/compile.ts";
import { liveProgram, type LiveProgram } from "../core/program/live.ts";
import { readDocument } from "../core/program/read-document.ts";
import { Gate } from "../core/profile/gate.ts";
import { untouched } from "../core/targeting/allowance.ts";
import { needsNoYes } from "../core/targeting/preview.ts";
import { mayStick } from "../core/targeting/trial.ts";
import { decideExperiences, decideSlots, type Situation, type SlotDecision } from "../core/targeting/decide.ts";
import { localeOf } from "../core/targeting/locale.ts";
import { trustBeside, type ShownTrust } from "../core/targeting/trust.ts";
import { flagOf } from "../core/targeting/flag.ts";
import type { AnyBrand, Brand, NameOf } from "./brand.ts";
import type { Decision, Decisions } from "./decision.ts";

/** Somebody a test makes up. */
export interface Visitor<B extends Brand> {
  /** The purposes they allow; what needs no yes is allowed besides. */
  readonly allowed?: readonly B["purposes"][];
  /** What is known of them and of the request, by attribute. */
  readonly attributes?: Partial<B["traits"] & B["context"]> & { readonly [attribute: string]: unknown };
  /** What assignments stick to; null for somebody without a subject. */
  readonly unit?: string | null;
  readonly locale?: string;
  readonly now?: Date;
}

/** Answers decisions from a program alone, as the edge would: for the tests of pages and servers, without any network. */
export class EarnestTestKit<B extends Brand = AnyBrand> {
  readonly #program: LiveProgram;

  private constructor(program: LiveProgram) {
    this.#program = program;
  }

  /** Reads a program; throws with what is wrong where it would not be published. */
  static async of<B extends Brand = AnyBrand>(document: unknown, site?: string): Promise<EarnestTestKit<B>> {
    const read = readDocument(document);
    if (!read.ok) throw notPublished(read.error.map(({ field, rule, detail }) => `${field}: ${rule}, ${detail}`));
    const compiled = await compileProgram(read.value);
    if (!compiled.ok) throw notPublished(compiled.error.map(({ code, path, rule, remedy }) => `${path}: ${code}, ${rule}. ${remedy}`));
    const found = compiled.value.sites.find(({ key }) => site === undefined || key === site);
    if (!found) throw new Error(`the program has no site ${site}`);
    return new EarnestTestKit(liveProgram(compiled.value, found));
  }

  decide<S extends NameOf<B["slots"]>>(slots: readonly S[], visitor: Visitor<B> = {}): Decisions<B, S> {
    const situation = this.#situation(visitor);
    const decided = decideSlots(this.#program, slots, situation);
    const trust = trustBeside(this.#program, slots, decided, situation);
    return Object.fromEntries(slots.map((slot, at) => [slot, shown<B>(decided[at], trust?.[at])])) as Decisions<B, S>;
  }

  flag<F extends NameOf<B["flags"]>>(key: F, fallback: B["flags"][F], visitor: Visitor<B> = {}): B["flags"][F] {
    const [decision] = decideExperiences(this.#program, [key], this.#situation(visitor));
    return (decision && (flagOf(this.#program, key, decision).value as B["flags"][F] | undefined)) ?? fallback;
  }

  #situation({ allowed = [], attributes = {}, unit = "test", locale, now = new Date(0) }: Visitor<B>): Situation {
    const { purposes, locales } = this.#program.compiled;
    const mask = purposes.reduce(
      (bits, purpose, index) => (allowed.includes(purpose.key) || needsNoYes(purpose) ? bits | (1 << index) : bits),
      0,
    );
    const explicit = purposes.reduce((bits, { key }, index) => (allowed.includes(key) ? bits | (1 << index) : bits), 0);
    const values = this.#program.attributes.map(({ key }) => attributes[key]);
    return {
      gate: new Gate(this.#program, { mask, explicit, why: [], state: [] }, values, false),
      unit,
      consentVersion: allowed.length > 0 ? 1 : null,
      locale: localeOf(locales, locale ?? null),
      now: now.getTime(),
      allowance: untouched(this.#program),
      sticky: mayStick(this.#program, mask) ? {} : undefined,
    };
  }
}

function shown<B extends Brand>(decision: SlotDecision | undefined, trust: readonly ShownTrust[] = []): Decision<B, NameOf<B["slots"]>> {
  const { experience = null, variant = null, content = null, reason = "error", because = [] } = decision ?? {};
  return {
    experience,
    variant,
    content: content as Decision<B, NameOf<B["slots"]>>["content"],
    reason,
    because,
    exposure: null,
    ...(trust.length > 0 && { trust }),
  };
}

/** What is wrong with a program, a field and its rule a line. */
function notPublished(faults: readonly string[]): Error {
  return new Error(`the program would not be published:\n${faults.join("\n")}`);
}
