import type { IdentityKeys } from "./identity-keys.ts";
import type { Look } from "./schema-look.ts";
import type { RightsDesk } from "./schema-rights.ts";
import type { CONSENT_MODES, Mode, PurposeClass } from "./purpose.ts";

export interface CompiledSite {
  readonly key: string;
  readonly controller: string;
  readonly origins: readonly string[];
  readonly consentHost: string;
  readonly slots: readonly string[];
  /** HTML elements that carry them, each once. */
  readonly slotElements: readonly string[];
  /** Lifetimes of a pass in seconds; soft ≤ hard / 2. */
  readonly soft: number;
  readonly hard: number;
  /** Where the controller is stricter than the law. */
  readonly strict: { readonly [Class in PurposeClass]?: Mode | undefined };
  /** What else than GPC the site listens to. */
  readonly signals: { readonly dnt: boolean; readonly gpp: boolean; readonly tcf: boolean; readonly usPrivacy: boolean };
  readonly gpp: { readonly cmpId: number; readonly mspa: "no" | "opt-out" | "service-provider" } | null;
  readonly consentMode: readonly (typeof CONSENT_MODES)[number][];
  readonly ageGate: "none" | "ask";
  /** Null where the pages look as they come. */
  readonly look: Look | null;
  /** Whose word its controller takes for who somebody is; null where nobody signs in. */
  readonly identity: IdentityKeys | null;
  /** How its controller answers requests of people. */
  readonly rights: RightsDesk;
}
