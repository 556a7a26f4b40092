import type { FacetValue } from "../../core/consent/pass.ts";
import { asSubjectId, type SubjectId } from "../../core/kernel/ids.ts";
import { randomBytes, type Platform } from "../../storage/platform.ts";

const LABEL = "collection";
/** Under which a subject is sealed, before it is known of which collection. */
export const WHO = "who";

/** Seals what belongs to a collection: nobody reads it in the database. */
export function sealIn(platform: Platform, id: string, text: string, now: number): Promise<string> {
  return platform.keyring.seal(LABEL, text, id, now, randomBytes(12));
}

export async function openSubject(platform: Platform, sealed: string | null): Promise<SubjectId | null> {
  const text = sealed === null ? null : await platform.keyring.open(LABEL, sealed, WHO);
  return text === null ? null : asSubjectId(text);
}

export async function openValue(platform: Platform, id: string, sealed: string): Promise<FacetValue | null> {
  const text = await platform.keyring.open(LABEL, sealed, id);
  return text === null ? null : (JSON.parse(text) as FacetValue);
}
