import type { CompiledAdvisor } from "./compiled-advisor.ts";
import { finding, type Finding } from "./findings.ts";
import type { Program } from "./schema.ts";

export function advisorOf({ advisor, purposes }: Program): CompiledAdvisor | null {
  if (!advisor) return null;
  const { purpose, slot, purchases, contacts, rest } = advisor;
  return { purpose: purposes.findIndex(({ key }) => key === purpose), slot, purchases, contacts, rest };
}

/** The slot of the adviser, as a slot of a site, where it has this name. */
export function advisorSlot({ advisor }: Program, slot: string): readonly { readonly key: string; readonly fields: readonly string[] }[] {
  return advisor?.slot === slot ? [{ key: slot, fields: advisor.fields }] : [];
}

/** Advice has a purpose of its own: what is shown for it serves it, and what is a hint is no content of a page. */
export function lintAdvisor(program: Program): readonly Finding[] {
  const { advisor } = program;
  if (!advisor) return [];
  const found: Finding[] = [];
  if (!program.purposes.some(({ key }) => key === advisor.purpose))
    found.push(finding("E109", "advisor.purpose", `Define a purpose "${advisor.purpose}".`));
  if (program.sites.some(({ slots }) => slots.some(({ key }) => key === advisor.slot)))
    found.push(finding("E176", "advisor.slot", "Give the adviser a slot that no page has."));
  for (const section of ["purchases", "contacts"] as const)
    advisor[section].forEach((name, at) => {
      const event = program.events.find((item) => item.name === name);
      if (!event) found.push(finding("E109", `advisor.${section}.${at}`, `Define the event "${name}".`));
      else if (!event.purposes.includes(advisor.purpose))
        found.push(finding("E175", `advisor.${section}.${at}`, `Declare "${advisor.purpose}" for the event "${name}", or do not show it.`));
    });
  program.experiences.forEach(({ slot, purpose }, at) => {
    if (slot === advisor.slot && purpose !== advisor.purpose)
      found.push(finding("E176", `experiences.${at}.purpose`, `A hint serves "${advisor.purpose}" and nothing else.`));
  });
  return found;
}
