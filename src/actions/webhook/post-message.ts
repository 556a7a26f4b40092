import { reachOf } from "../../core/program/address.ts";
import type { Platform } from "../../storage/platform.ts";

const WAIT_MS = 15_000;

/**
 * Posts JSON to an address of somebody else; answers the status, or 0 where there was none within 15 s, or where nothing is
 * ever sent. Redirects are not followed: what is signed is meant for this address.
 */
export async function postMessage(
  platform: Pick<Platform, "local">,
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string,
): Promise<number> {
  const reach = reachOf(url);
  if (reach === "refused" || (reach === "loopback" && !platform.local)) return 0;
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", "user-agent": "earnest-webhooks/1", ...headers },
      body,
      redirect: "manual",
      signal: AbortSignal.timeout(WAIT_MS),
    });
    await response.body?.cancel();
    return response.status;
  } catch {
    return 0;
  }
}
