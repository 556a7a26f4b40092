import type { Choices, DetailAnswer } from "../contract.ts";
import { loadDetail } from "../detail.ts";
import type { Kit } from "../kit.ts";
import { readElsewhere, type Elsewhere } from "./elsewhere.ts";

let taken: Promise<void> | undefined;

/** Takes over, once a page, what the person chose in another system: nobody is asked twice. The server lets it widen nothing. */
export function takeOver(kit: Kit): Promise<void> {
  return (taken ??= takeFirst(kit));
}

async function takeFirst(kit: Kit): Promise<void> {
  const { detail } = await loadDetail(kit);
  const { due } = kit.standing();
  for (const { system, map } of detail.imports) {
    const kept = readElsewhere(system, document.cookie);
    const decisions = kept ? translate(kept, map, (key) => due.includes(key) && isConsent(detail, key)) : {};
    if (!kept || Object.keys(decisions).length === 0) continue;
    await kit.choose(decisions, "import", { source: system, at: instantOf(kept.at) });
    return;
  }
}

/** A purpose that several categories stand for was allowed where all of them were; one that says nothing leaves it open. */
function translate(kept: Elsewhere, map: Readonly<Record<string, readonly string[]>>, counts: (purpose: string) => boolean): Choices {
  const decisions: Record<string, boolean> = {};
  const open = new Set<string>();
  for (const [category, purposes] of Object.entries(map)) {
    const said = kept.said(category);
    for (const purpose of purposes.filter(counts)) {
      if (said === undefined) open.add(purpose);
      else decisions[purpose] = said && decisions[purpose] !== false;
    }
  }
  return Object.fromEntries(Object.entries(decisions).filter(([purpose, yes]) => !yes || !open.has(purpose)));
}

function isConsent(detail: DetailAnswer["detail"], purpose: string): boolean {
  return detail.purposes[purpose]?.basis === "consent";
}

/** When it was said, in RFC 3339; left out where the system does not tell or its clock was ahead. */
function instantOf(at: string | number | undefined): string | undefined {
  const date = new Date(at ?? Number.NaN);
  return date.getTime() <= Date.now() ? date.toISOString() : undefined;
}
