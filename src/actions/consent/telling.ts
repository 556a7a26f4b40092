import type { AgeStatement, Choice, Evidence, RecordedMethod, ShownNotice } from "../../core/consent/choose.ts";
import type { Place } from "../../core/consent/resolve-rule.ts";
import type { SubjectId } from "../../core/kernel/ids.ts";
import type { Registered } from "../../storage/register.ts";
import type { Call } from "../call.ts";
import type { SubjectRef } from "../identity/find-subjects.ts";
import type { ChoiceIds } from "./choice-ids.ts";

/** What a person told somebody else: staff, a card terminal, a kiosk, a form on paper or one of the brand's own pages. */
export interface Told {
  readonly subject: SubjectRef;
  readonly choice: Choice;
  /** `signal`: another system said so, which only ever removes. */
  readonly method: RecordedMethod | "signal";
  readonly notice: ShownNotice | null;
  readonly evidence: Evidence;
  readonly age: AgeStatement | null;
  /** Where the person was, if that is known. */
  readonly place: Place | null;
  readonly once: string | null;
}

/** The words it was said to, as they are recorded, and what a yes to them is to. */
export interface Shown {
  readonly notice: ShownNotice | null;
  readonly meanings?: { readonly [purpose: string]: string };
}

/** A choice told, as it is about to be written. */
export interface Telling {
  readonly call: Call;
  readonly told: Told;
  readonly subject: SubjectId;
  readonly ids: ChoiceIds;
  readonly shown: Shown;
  /** Null while the database is away. */
  readonly registered: Registered | "nobody" | null;
}
