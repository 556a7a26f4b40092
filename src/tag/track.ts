import { refreshSoon } from "./decisions.ts";
import { call } from "./transport.ts";

/** Reports an event and then prepares the next view; `accepted` is false where consent does not cover it. */
export async function track(event: string, properties: object = {}): Promise<{ readonly accepted: boolean }> {
  const { accepted } = await call<{ accepted: number }>("POST", "/v1/track", { event, properties, messageId: crypto.randomUUID() })
    .catch(() => ({ accepted: 0 }))
    .finally(refreshSoon);
  return { accepted: accepted > 0 };
}
