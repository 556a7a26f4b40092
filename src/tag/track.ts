import { refreshSoon } from "./decisions.ts";
import { call } from "./transport.ts";

/** Reports an event and then prepares the next view; `accepted` is false where consent does not cover it. */
export async function track(event: string, properties: object = {}): Promise<{ readonly accepted: boolean }> {
  try {
    return await call("POST", "/v1/track", { event, properties, messageId: crypto.randomUUID() });
  } catch {
    return { accepted: false };
  } finally {
    refreshSoon();
  }
}
