import type { CompiledSite } from "../../program/compiled-site.ts";
import type { CompiledProgram, CompiledPurpose } from "../../program/compiled.ts";
import { GOOGLE_TYPES, needsNoYes, type GoogleType } from "../../program/purpose.ts";
import { modesFor } from "../modes.ts";
import { resolveRule } from "../resolve-rule.ts";
import { RULES } from "../rules-table.ts";
import type { JurisdictionRule } from "../rules.ts";
import type { GoogleDefault } from "./page-site.ts";

const WAIT_MS = 500;

/**
 * The defaults before anybody has said anything: the strictest rule's everywhere, then what the rules of countries and of
 * their regions allow beyond or below it, from the wide to the narrow (Google Consent Mode, `default` with `region`).
 * A type is granted where every purpose that uses it needs no yes, and denied where no purpose uses it.
 */
export function googleDefaults(program: CompiledProgram, site: CompiledSite): readonly GoogleDefault[] {
  const typesIn = (rule: JurisdictionRule): string => grantedTypes(program, site, rule).join();
  const everywhere = typesIn(resolveRule({ country: null, region: null }));
  const countries = codesOf("countries").map((code) => [code, typesIn(resolveRule({ country: code, region: null }))] as const);
  const byCountry = new Map(countries);
  const regions = codesOf("regions").map((code) => [code, typesIn(resolveRule({ country: code.slice(0, 2), region: code }))] as const);
  return [
    { ...commandOf(everywhere), wait_for_update: WAIT_MS },
    ...grouped(countries.filter(([, types]) => types !== everywhere)),
    ...grouped(regions.filter(([code, types]) => types !== (byCountry.get(code.slice(0, 2)) ?? everywhere))),
  ];
}

function codesOf(kind: "countries" | "regions"): readonly string[] {
  return [...new Set(RULES.flatMap((rule) => rule[kind]))];
}

function grouped(places: readonly (readonly [code: string, types: string])[]): readonly GoogleDefault[] {
  return [...Map.groupBy(places, ([, types]) => types)].map(([types, group]) => ({
    ...commandOf(types),
    region: group.map(([code]) => code),
  }));
}

function commandOf(types: string): Readonly<Record<GoogleType, "granted" | "denied">> {
  const granted = types.split(",");
  const pairs = GOOGLE_TYPES.map((type) => [type, granted.includes(type) ? "granted" : "denied"] as const);
  return Object.fromEntries(pairs) as Readonly<Record<GoogleType, "granted" | "denied">>;
}

function grantedTypes(program: CompiledProgram, site: CompiledSite, rule: JurisdictionRule): readonly GoogleType[] {
  const modes = modesFor(program.purposes, site, rule);
  const free = program.purposes.filter((purpose, index) => isFree(purpose, modes[index] ?? "deny"));
  return GOOGLE_TYPES.filter((type) => {
    const users = program.purposes.filter(({ key }) => program.pages[key]?.google.includes(type));
    return users.length > 0 && users.every((purpose) => free.includes(purpose));
  });
}

function isFree({ class: kind, basis }: CompiledPurpose, mode: Parameters<typeof needsNoYes>[0]): boolean {
  return kind === "necessary" || basis !== "consent" || needsNoYes(mode);
}
