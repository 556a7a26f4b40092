import { secretText } from "../../core/consent/webhook/sign.ts";
import { listWebhooksOff } from "../../storage/webhook.ts";
import type { Call } from "../call.ts";
import { isOff } from "./send-change.ts";
import { webhookSecrets } from "./webhook-secrets.ts";

/** A webhook as its owner sees it. */
export interface ListedWebhook {
  readonly key: string;
  readonly url: string;
  readonly controller: string;
  readonly events: readonly string[];
  /** What to verify signatures with: the current secret, then the one before while it still signs. */
  readonly secrets: readonly string[];
  /** False after its receiver answered 410. */
  readonly on: boolean;
}

/** The webhooks of a program, with the secrets their messages are signed with. */
export async function listWebhooks({ platform, program }: Call): Promise<readonly ListedWebhook[]> {
  const { key: programKey, webhooks } = program.compiled;
  if (webhooks.length === 0) return [];
  const off = await listWebhooksOff(platform.env);
  return Promise.all(
    webhooks.map(async ({ key, url, controller, events }) => ({
      key,
      url,
      controller,
      events,
      secrets: (await webhookSecrets(platform.keyring, programKey, key)).map(secretText),
      on: !isOff(off, { program: programKey, webhook: key, url }),
    })),
  );
}
