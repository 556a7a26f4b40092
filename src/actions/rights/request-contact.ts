import { randomBytes, type Platform } from "../../storage/platform.ts";
import type { SubjectRef } from "../identity/find-subjects.ts";

/** How whoever asks may be reached and found, and what they said: for the desk alone, and only until a request is closed. */
export interface Contact {
  readonly who: SubjectRef | null;
  /** In their own words: what is wrong, what they object to. */
  readonly about: string | null;
  /** What an agent says of them. */
  readonly claims: Readonly<Record<string, unknown>>;
}

const LABEL = "request-contact";

export function sealContact({ keyring }: Platform, id: string, contact: Contact, now: number): Promise<string> {
  return keyring.seal(LABEL, JSON.stringify(contact), id, now, randomBytes(12));
}

/** Null once a request is closed, and where the secret it was sealed under is gone. */
export async function openContact({ keyring }: Platform, id: string, sealed: string | null): Promise<Contact | null> {
  const text = sealed === null ? null : await keyring.open(LABEL, sealed, id);
  return text === null ? null : (JSON.parse(text) as Contact);
}
