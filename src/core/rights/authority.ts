import type { JurisdictionRule } from "../consent/rules.ts";

/** Whom somebody complains to about how their data is used (GDPR arts 13(2)(d) and 77). */
export interface Authority {
  readonly name: string;
  readonly url: string;
}

const EDPB: Authority = {
  name: "European Data Protection Board: list of authorities",
  url: "https://www.edpb.europa.eu/about-edpb/about-edpb/members_en",
};
const ATTORNEY: Authority = { name: "Attorney general of your state", url: "https://www.naag.org/find-my-ag/" };

/** By country, or by the row of the jurisdiction table where a region has its own. */
export type Authorities = Readonly<Record<string, readonly [name: string, place: string]>>;

/** Whom to complain to from a place: the region's own, the country's, or, in Europe or nowhere known, the list of all. */
export function authorityOf(authorities: Authorities, rule: Pick<JurisdictionRule, "id">, country: string | null): Authority {
  const own = authorities[rule.id] ?? authorities[country ?? ""];
  if (own) return { name: own[0], url: new URL(`https://${own[1]}`).href };
  return rule.id.startsWith("US-") ? ATTORNEY : EDPB;
}
