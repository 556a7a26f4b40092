import { advisorSlot, lintAdvisor } from "./advisor.ts";
import { finding, type Finding } from "./findings.ts";
import { lintLooks } from "./lint-look.ts";
import { lintMoment, lintMoments } from "./lint-moments.ts";
import { lintAsks } from "./lint-asks.ts";
import { lintAttributes } from "./lint-attributes.ts";
import { lintCatalogue } from "./lint-catalogue.ts";
import { lintAudiences, lintCondition } from "./lint-conditions.ts";
import { lintCaps } from "./lint-caps.ts";
import { lintExperiments } from "./lint-experiments.ts";
import { lintEvents } from "./lint-events.ts";
import { countEvents } from "./event-counts.ts";
import { lintGoals } from "./lint-goals.ts";
import { lintOffers, lintRewards } from "./lint-offers.ts";
import { lintKeptApart } from "./lint-kept-apart.ts";
import { lintChallenges } from "./lint-challenges.ts";
import { lintPromises } from "./lint-promise.ts";
import { lintReports } from "./lint-reports.ts";
import { lintRights } from "./lint-rights.ts";
import { lintScopes } from "./scopes.ts";
import { lintTexts } from "./lint-texts.ts";
import { lintTrust } from "./lint-trust.ts";
import { lintValue } from "./lint-value.ts";
import { lintWebhooks } from "./lint-webhooks.ts";
import { lintWordings } from "./lint-wordings.ts";
import { isWatched } from "./purpose.ts";
import { classOfTerm } from "./terms.ts";
import type { Experience, Program } from "./schema.ts";

/** Everything wrong or doubtful in a program that has the right shape; an empty list means it may be published. */
export function lintProgram(published: Program): readonly Finding[] {
  const counting = countEvents(published);
  const found = [...lintWhole(counting.program), ...lintEvents(published, counting)];
  // What is wrong with an event is not said again of what counts it.
  return found.filter(({ path }) => !(Number(/^attributes\.(\d+)/.exec(path)?.[1]) >= published.attributes.length));
}

function lintWhole(program: Program): readonly Finding[] {
  return [
    ...lintKeys(program),
    ...lintSites(program),
    ...lintPurposes(program),
    ...lintAttributes(program),
    ...program.experiences.flatMap((experience, index) => lintExperience(program, experience, `experiences.${index}`)),
    ...lintAudiences(program),
    ...lintExperiments(program),
    ...lintGoals(program),
    ...lintOffers(program),
    ...lintRewards(program),
    ...lintCaps(program),
    ...lintAsks(program),
    ...lintTrust(program),
    ...lintMoments(program),
    ...lintAdvisor(program),
    ...lintScopes(program),
    ...lintPromises(program),
    ...lintChallenges(program),
    ...lintReports(program),
    ...lintReferences(program),
    ...lintTexts(program),
    ...lintCatalogue(program),
    ...lintKeptApart(program),
    ...lintWebhooks(program),
    ...lintWordings(program),
    ...lintRights(program),
    ...lintLooks(program),
    ...lintValue(program),
  ];
}

function lintKeys(program: Program): readonly Finding[] {
  const lists: readonly (readonly [string, readonly string[]])[] = [
    ["controllers", program.controllers.map((item) => item.key)],
    ["sites", program.sites.map((item) => item.key)],
    ["purposes", program.purposes.map((item) => item.key)],
    ["attributes", program.attributes.map((item) => item.key)],
    ["events", program.events.map((item) => item.name)],
    ["experiences", program.experiences.map((item) => item.key)],
    ["audiences", program.audiences.map((item) => item.key)],
    ["exclusions", program.exclusions.map((item) => item.key)],
    ["holdouts", program.holdouts.map((item) => item.key)],
    ["goals", program.goals.map((item) => item.key)],
    ["caps", program.caps.map((item) => item.key)],
    ["groups", program.groups.map((item) => item.key)],
    ["offers", program.offers.map((item) => item.key)],
    ["asks", program.asks.map((item) => item.key)],
    ["moments", program.moments.map((item) => item.key)],
    ["scopes", program.scopes.map((item) => item.key)],
    ["rewards", program.rewards.map((item) => item.key)],
    ["reports", program.reports.map((item) => item.key)],
    ["wordings", program.wordings.map((item) => item.key)],
  ];
  return lists.flatMap(([section, keys]) => {
    const seen = new Set<string>();
    return keys.flatMap((key, index) => {
      const twice = seen.has(key);
      seen.add(key);
      return twice ? [finding("E104", `${section}.${index}`, `Rename or remove the second "${key}".`)] : [];
    });
  });
}

function lintSites(program: Program): readonly Finding[] {
  return program.sites.flatMap((site, index) => {
    const found: Finding[] = [];
    const path = `sites.${index}`;
    if (!program.controllers.some((item) => item.key === site.controller))
      found.push(finding("E109", `${path}.controller`, `Define a controller "${site.controller}".`));
    if (site.pass.soft * 2 > site.pass.hard)
      found.push(finding("E113", `${path}.pass.soft`, `Set soft to ${Math.floor(site.pass.hard / 2)} seconds or less.`));
    site.slots.forEach((slot, at) => {
      if (slot.default !== "page")
        found.push(
          finding(
            "E107",
            `${path}.slots.${at}.default`,
            'Say "default": "page": the page keeps its own content unless an experience fills the slot.',
          ),
        );
      if (site.slots.findIndex((other) => other.key === slot.key) !== at)
        found.push(finding("E104", `${path}.slots.${at}`, `Rename or remove the second "${slot.key}".`));
    });
    return found;
  });
}

function lintPurposes(program: Program): readonly Finding[] {
  return program.purposes.flatMap((purpose, index) => {
    const found: Finding[] = [];
    const path = `purposes.${index}`;
    const foreign = purpose.dpv.filter((term) => {
      const classes = classOfTerm(term);
      return classes !== null && !classes.includes(purpose.class);
    });
    if (foreign.length > 0)
      found.push(
        finding("E108", `${path}.dpv`, `Move ${foreign.join(", ")} to a purpose of its own, so that it can be refused by itself.`),
      );
    if (isWatched(purpose.class) && purpose.basis !== "consent") found.push(finding("E115", `${path}.basis`, 'Use the basis "consent".'));
    if (!usedPurposes(program).has(purpose.key) && purpose.class !== "necessary" && purpose.class !== "functional")
      found.push(finding("W202", path, "Remove it, or declare what it is for."));
    return found;
  });
}

function usedPurposes(program: Program): ReadonlySet<string> {
  return new Set([
    ...program.experiences.map((item) => item.purpose),
    ...program.events.flatMap((item) => item.purposes),
    ...program.goals.map((item) => item.purpose),
    ...program.asks.flatMap(({ purpose, consent }) => [purpose, ...(consent === undefined ? [] : [consent])]),
    ...program.moments.flatMap(({ purpose }) => purpose ?? []),
    ...program.audiences.map((item) => item.purpose),
    ...program.reports.map((item) => item.purpose),
    ...(program.advisor ? [program.advisor.purpose] : []),
    ...program.scopes.map(({ purpose }) => purpose),
    ...program.partners.flatMap((item) => item.purposes),
    ...program.purposes.flatMap((item) => (item.scripts.length > 0 ? [item.key] : [])),
  ]);
}

function lintExperience(program: Program, experience: Experience, path: string): readonly Finding[] {
  const found: Finding[] = [];
  const slots = [
    ...program.sites.flatMap(({ slots: own }) => own.filter(({ key }) => key === experience.slot)),
    ...advisorSlot(program, experience.slot),
  ];
  if (slots.length === 0) found.push(finding("E109", `${path}.slot`, `Define a slot "${experience.slot}" on a site.`));
  if (!program.purposes.some((item) => item.key === experience.purpose))
    found.push(finding("E109", `${path}.purpose`, `Define a purpose "${experience.purpose}".`));
  const fields = new Set(slots.flatMap((slot) => slot.fields));
  experience.variants.forEach((variant, at) => {
    for (const [locale, content] of Object.entries(variant.content)) {
      for (const field of Object.keys(content)) {
        if (slots.length > 0 && !fields.has(field))
          found.push(
            finding("E110", `${path}.variants.${at}.content.${locale}.${field}`, `Add "${field}" to the slot's fields, or remove it here.`),
          );
      }
    }
  });
  if (experience.variants.every((variant) => variant.weight === 0))
    found.push(finding("W201", `${path}.variants`, "Give at least one variant a weight above 0."));
  const read = lintCondition(program, experience.when, experience.purpose, `${path}.when`);
  return [...found, ...read, ...lintMoment(program, experience, path)];
}

function lintReferences(program: Program): readonly Finding[] {
  const found: Finding[] = [];
  const purposes = new Set(program.purposes.map((item) => item.key));
  const wants = (known: ReadonlySet<string>, what: string, key: string, path: string): void => {
    if (!known.has(key)) found.push(finding("E109", path, `Define the ${what} "${key}".`));
  };
  program.events.forEach((item, i) => item.purposes.forEach((key, j) => wants(purposes, "purpose", key, `events.${i}.purposes.${j}`)));
  program.reports.forEach((item, i) => wants(purposes, "purpose", item.purpose, `reports.${i}.purpose`));
  program.partners.forEach((item, i) => item.purposes.forEach((key, j) => wants(purposes, "purpose", key, `partners.${i}.purposes.${j}`)));
  program.imports.forEach((item, i) =>
    Object.entries(item.map).forEach(([category, keys]) =>
      keys.forEach((key) => wants(purposes, "purpose", key, `imports.${i}.map.${category}`)),
    ),
  );
  return found;
}
