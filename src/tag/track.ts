import { refreshSoon } from "./decisions.ts";
import { call } from "./transport.ts";

/** Reports an event and then prepares the next view; `accepted` is false where consent does not cover it. */
export function track(event: string, properties: object = {}): Promise<{ readonly accepted: boolean }> {
  return call<{ accepted: number }>("POST", "/v1/track", { event, properties, messageId: crypto.randomUUID() })
    .then(({ accepted }) => ({ accepted: accepted > 0 }))
    .catch(() => ({ accepted: false }))
    .finally(refreshSoon);
}
