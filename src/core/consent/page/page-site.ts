import type { CompiledSite } from "../../program/compiled-site.ts";
import type { CompiledProgram } from "../../program/compiled.ts";
import type { GoogleType, PurposeClass } from "../../program/purpose.ts";

/** What a purpose runs and leaves on the pages of a site; addresses by how they begin, names with a `*` at their end. */
export interface PagePurpose {
  readonly class: PurposeClass;
  readonly scripts: readonly string[];
  readonly cookies: readonly string[];
  readonly local: readonly string[];
  readonly session: readonly string[];
  readonly reload: boolean;
  readonly google: readonly GoogleType[];
}

/** What the pages of a site need to hold back, let go, clear away and tell: the same for every visitor. */
export interface PageSite {
  readonly purposes: { readonly [purpose: string]: PagePurpose };
  readonly consentMode: CompiledSite["consentMode"];
  readonly gpp: CompiledSite["gpp"];
  readonly signals: CompiledSite["signals"];
}

/** A command of Google Consent Mode v2: all seven types, and either how long a tag waits for more (ms) or where it holds (ISO 3166). */
export type GoogleDefault = Readonly<Record<GoogleType, "granted" | "denied">> & {
  readonly wait_for_update?: number;
  readonly region?: readonly string[];
};

/** What the stub knows before any network: addresses it holds back, and what other systems on the page start from. */
export interface StubSite {
  readonly urls: readonly string[];
  /** Null where Google is not told. */
  readonly google: readonly GoogleDefault[] | null;
  readonly uet: boolean;
  readonly clarity: boolean;
}

/** The part of a program that a page of this site is told. */
export function pageSite({ purposes, pages }: CompiledProgram, { consentMode, gpp, signals }: CompiledSite): PageSite {
  const told = purposes.flatMap(({ key, class: kind }) => {
    const page = pages[key];
    return page ? [[key, { class: kind, scripts: page.scripts, ...page.stores, reload: page.reload, google: page.google }] as const] : [];
  });
  return { purposes: Object.fromEntries(told), consentMode, gpp, signals };
}
