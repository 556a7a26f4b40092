import type { Keyring } from "../../core/consent/keyring.ts";

/** The secrets of a webhook, one a live secret of the Worker, the current one's first: while that is rotated, both sign. */
export function webhookSecrets(keyring: Keyring, program: string, webhook: string): Promise<readonly Uint8Array<ArrayBuffer>[]> {
  return keyring.seeds(`webhook|${program}|${webhook}`);
}
