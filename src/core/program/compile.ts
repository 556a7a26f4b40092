import { canonical } from "../kernel/canonical.ts";
import { sha256Hex } from "../kernel/bytes.ts";
import { ok, refuse, type Result } from "../kernel/result.ts";
import { advisorOf } from "./advisor.ts";
import { scopesOf } from "./scopes.ts";
import { capsOf } from "./caps.ts";
import type { CompiledComputed } from "./compiled-computed.ts";
import type { CompiledSite } from "./compiled-site.ts";
import { dataOf, disclosureOf, noticeOf, partnersOf } from "./compile-notice.ts";
import { COMPILED_FORMAT, type CompiledEvent, type CompiledPage, type CompiledProgram, type CompiledPurpose } from "./compiled.ts";
import type { CompiledGoal } from "./compiled-experiment.ts";
import type { CompiledOffer } from "./compiled-offer.ts";
import type { CompiledCatalogue } from "./compiled-catalogue.ts";
import { countEvents } from "./event-counts.ts";
import type { Finding } from "./findings.ts";
import { refuses } from "./findings.ts";
import { flattenProgram } from "./flatten.ts";
import { lintProgram } from "./lint.ts";
import { PLAIN_DESK } from "./schema-rights.ts";
import type { GoogleType } from "./purpose.ts";
import type { Attribute, Offer, Program, Purpose } from "./schema.ts";

/** A program's content address: SHA-256 of its canonical JSON. Equal documents are one version. */
export async function hashProgram(program: Program): Promise<string> {
  return sha256Hex(canonical(program));
}

/** Compiles a program to the form the edge runs; refused, with the findings, when the linter refuses it. */
export async function compileProgram(published: Program): Promise<Result<CompiledProgram, readonly Finding[]>> {
  const found = lintProgram(published);
  if (found.some(refuses)) return refuse(found);
  const { program } = countEvents(published);
  const flat = flattenProgram(program);
  const computed = program.attributes.flatMap((attribute, index) => computedOf(attribute, index));
  return ok({
    format: COMPILED_FORMAT,
    hash: await hashProgram(published),
    key: program.key,
    locales: program.locales,
    sites: program.sites.map((site) => siteOf(program, site)),
    purposes: await Promise.all(program.purposes.map((purpose) => compilePurpose(program, purpose))),
    attributes: program.attributes.map(({ key, type, source, sensitivity, purposes, from, contact, retention }) => ({
      key,
      type,
      source,
      sensitivity,
      purposes: maskOf(program, purposes),
      from: from ?? null,
      contact: contact ?? null,
      retention: retention ?? null,
    })),
    facets: facetsOf(program, flat),
    events: program.events.map((event) => eventOf(program, event)),
    computed,
    goals: goalsOf(program),
    ...flat,
    catalogue: catalogueOf(program),
    ...capsOf(program),
    advisor: advisorOf(program),
    scopes: scopesOf(program),
    disclosure: disclosureOf(program),
    partners: program.partners.map(({ key, name, privacyUrl, purposes }) => ({
      key,
      name,
      privacyUrl: privacyUrl ?? null,
      purposes: maskOf(program, purposes),
    })),
    pages: Object.fromEntries(program.purposes.map((purpose) => [purpose.key, pageOf(purpose)])),
    offers: program.offers.map((offer) => offerOf(offer, program.controllers)),
    rewards: program.rewards.map((reward) => ({ ...reward, expires: reward.expires ?? null })),
    imports: program.imports,
    webhooks: program.webhooks.map((item) => ({ ...item, controller: item.controller ?? program.controllers[0]?.key ?? "" })),
    notice: await noticeOf(program),
  });
}

function goalsOf({ goals, purposes }: Program): readonly CompiledGoal[] {
  return goals.map(({ key, event, purpose, window, value }) => ({
    key,
    event,
    purpose: purposes.findIndex((item) => item.key === purpose),
    window,
    value: value ?? null,
  }));
}

function catalogueOf({ catalogue, attributes, purposes }: Program): CompiledCatalogue | null {
  if (!catalogue) return null;
  const { viewed, bought, days, items } = catalogue;
  const purpose = purposes.findIndex(({ key }) => key === viewed.purpose);
  const left = bought === undefined ? null : attributes.findIndex(({ key }) => key === bought);
  return { viewed: { ...viewed, purpose }, bought: left, days, items };
}

function eventOf(program: Program, { name, purposes, fields, texts }: Program["events"][number]): CompiledEvent {
  return { name, purposes: maskOf(program, purposes), fields, ...(texts && { texts }) };
}

function siteOf(program: Program, site: Program["sites"][number]): CompiledSite {
  const controller = program.controllers.find((item) => item.key === site.controller);
  return {
    key: site.key,
    controller: site.controller,
    origins: site.origins,
    consentHost: site.consentHost,
    slots: site.slots.map((slot) => slot.key),
    slotElements: [...new Set(site.slots.map((slot) => slot.element))],
    soft: site.pass.soft,
    hard: site.pass.hard,
    strict: controller?.strict ?? {},
    signals: site.signals,
    gpp: site.gpp ?? null,
    consentMode: site.consentMode,
    ageGate: site.ageGate,
    look: site.look ?? null,
    identity: controller?.identity ?? null,
    rights: controller?.rights ?? PLAIN_DESK,
  };
}

async function compilePurpose(program: Program, purpose: Purpose): Promise<CompiledPurpose> {
  const { key, class: kind, basis, meets } = purpose;
  return { key, class: kind, basis, meets, meaning: await meaningOf(program, purpose) };
}

/** What a yes is to. Other words for the same thing leave it as it is; for words that mean something else there is `revision`. */
async function meaningOf(program: Program, purpose: Purpose): Promise<string> {
  const { key, class: kind, basis, dpv, retention, revision } = purpose;
  const facts = { kind, basis, dpv, retention, revision, data: dataOf(program, key), partners: partnersOf(program, key) };
  return (await sha256Hex(canonical(facts))).slice(0, 6);
}

/** The types of Google Consent Mode a class answers for where a purpose names none. */
const GOOGLE_OF_CLASS: Readonly<Record<Purpose["class"], readonly GoogleType[]>> = {
  necessary: ["security_storage"],
  functional: ["functionality_storage"],
  contextual: [],
  measurement: ["analytics_storage"],
  personalization: ["personalization_storage"],
  marketing: [],
  advertising: ["ad_storage", "ad_user_data", "ad_personalization"],
  "sale-share": [],
};

function pageOf({ scripts, stores, reload, google, class: kind }: Purpose): CompiledPage {
  return { scripts, stores, reload, google: google ?? GOOGLE_OF_CLASS[kind] };
}

function maskOf(program: Program, purposes: readonly string[]): number {
  return program.purposes.reduce((mask, purpose, index) => (purposes.includes(purpose.key) ? mask | (1 << index) : mask), 0);
}

function computedOf(attribute: Attribute, index: number): readonly CompiledComputed[] {
  if (!attribute.compute) return [];
  const { event, where, ...how } = attribute.compute;
  return [{ attribute: index, event, where, how }];
}

function facetsOf(
  program: Program,
  { experiences, asks, moments }: Pick<CompiledProgram, "experiences" | "asks" | "moments">,
): readonly number[] {
  const wanted = experiences
    .keys()
    .filter((index) => program.experiences[index]?.slot !== program.advisor?.slot)
    .toArray()
    .toSorted((a, b) => (program.experiences[b]?.priority ?? 0) - (program.experiences[a]?.priority ?? 0));
  const facets = new Set<number>();
  const decided = wanted.flatMap((index) => experiences[index]?.reads ?? []);
  const asked = asks.flatMap(({ reads, attribute, benefits }) => [
    ...reads,
    ...(attribute === null ? [] : [attribute]),
    ...benefits.flatMap((benefit) => benefit.reads),
  ]);
  for (const attribute of [...decided, ...asked, ...moments.flatMap(({ slot, reads }) => (slot === null ? [] : reads))]) {
    if (program.attributes[attribute]?.source !== "request") facets.add(attribute);
  }
  return [...facets];
}

function offerOf({ combine, from, until, texts, ...offer }: Offer, controllers: Program["controllers"]): CompiledOffer {
  const { key, benefit, codes, code, budget, perPerson, perDay, audience, zone, merchants } = offer;
  return {
    key,
    benefit,
    codes,
    code: code ?? null,
    budget: budget ?? null,
    perPerson: perPerson ?? null,
    perDay: perDay ?? null,
    audience: audience ?? null,
    from: instantOf(from),
    until: instantOf(until),
    zone,
    isAlone: combine === "alone",
    merchants,
    places: merchants.length === 0 ? [] : controllers.filter((item) => merchants.includes(item.key)).map(({ name }) => name),
    for: offer.for,
    texts,
  };
}

function instantOf(text: string | undefined): number | null {
  return text === undefined ? null : Date.parse(text);
}
