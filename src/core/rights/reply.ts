import { reachOf } from "../program/address.ts";
import type { RightsDesk } from "../program/schema-rights.ts";
import type { RequestHappening } from "./request-news.ts";
import type { RequestWay } from "./request.ts";

/** How whoever filed a request by a protocol hears of it. */
export interface Reply {
  /** The site it came by. */
  readonly site: string;
  /** The agent that files it; null for the controller itself. */
  readonly agent: string | null;
  /** Their own id of it; null where they gave none. */
  readonly reference: string | null;
  /** Where its status is told when it changes. */
  readonly urls: readonly string[];
}

/** Why nothing is sent to an address: it is none on the public internet by https, or not of a host the program allows. */
export type CallbackFault = "https" | "host";

/** Looks at an address that somebody else named: only hosts of the program's own list are ever written to. */
export function callbackFault(url: string, hosts: readonly string[], local: boolean): CallbackFault | null {
  const reach = reachOf(url);
  if (reach === "refused" || (reach === "loopback" && !local)) return "https";
  return hosts.includes(new URL(url).hostname) ? null : "host";
}

/** The hosts to which the status of a request may be sent: those of its agent, or those of the controller. */
export function callbackHosts(rights: RightsDesk, agent: string | null): readonly string[] {
  return agent === null ? rights.callbackHosts : (rights.agents.find(({ id }) => id === agent)?.callbackHosts ?? []);
}

const STEPS: ReadonlySet<string> = new Set(
  ["acknowledge", "verify", "extend", "answer", "refuse", "cancel"].map((step) => `request.${step}`),
);
const BY_PROTOCOL: ReadonlySet<RequestWay> = new Set<RequestWay>(["opendsr", "drp"]);

/** True where a status that is told changed: by a step, or since nobody was verified in time. */
export function changesStatus({ action, detail: { via, next } }: RequestHappening): boolean {
  if (!BY_PROTOCOL.has(via)) return false;
  return STEPS.has(action) || (action === "request.late" && via === "drp" && next === "verify");
}
