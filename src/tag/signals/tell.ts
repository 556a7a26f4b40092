import type { PageSite } from "../../core/consent/page/page-site.ts";
import { tellClarity, tellGoogle, tellUet } from "./commands.ts";

/** The seven types of Google Consent Mode v2. */
const TYPES = [
  "ad_storage",
  "ad_user_data",
  "ad_personalization",
  "analytics_storage",
  "functionality_storage",
  "personalization_storage",
  "security_storage",
] as const;
type Types = Readonly<Record<(typeof TYPES)[number], "granted" | "denied">>;

/** A type is granted when every purpose that uses it is allowed, and there is one. */
export function typesFor({ purposes }: PageSite, isAllowed: (purpose: string) => boolean): Types {
  const pairs = TYPES.map((type) => {
    const users = Object.keys(purposes).filter((purpose) => purposes[purpose]?.google.includes(type));
    return [type, users.length > 0 && users.every(isAllowed) ? "granted" : "denied"] as const;
  });
  return Object.fromEntries(pairs) as Types;
}

let told = "";

/** Tells the other systems on the page what is allowed now, each in its own words, once for each change. */
export function tell({ consentMode }: PageSite, types: Types): void {
  const now = JSON.stringify(types);
  if (now === told) return;
  told = now;
  const { ad_storage, analytics_storage } = types;
  if (consentMode.includes("google")) tellGoogle("update", types);
  if (consentMode.includes("uet")) tellUet("update", ad_storage);
  if (consentMode.includes("clarity")) tellClarity(ad_storage, analytics_storage);
}
