import type { Platform } from "../../storage/platform.ts";

/** An agent of a site's controller: its id, and the key pinned for it. */
export interface Agent {
  readonly id: string;
  readonly key: string;
}

const LABEL = "drp-agent";
const TOKEN = /^drp~(pk_[a-z0-9_]{4,60})~([\w.:-]{1,60})~([\w.-]{10,200})$/;

/** What an agent shows with each call from now on. It is kept nowhere, and ends with the agent's key and the Worker's secrets. */
export async function agentToken({ keyring }: Platform, site: string, agent: Agent, now: number): Promise<string> {
  return `drp~${site}~${agent.id}~${await keyring.sign(LABEL, said(site, agent), now)}`;
}

/** Whom a token says it is of, not looked at yet; null for what is none. */
export function tokenNames(token: string): { readonly site: string; readonly agent: string; readonly mac: string } | null {
  const [, site, agent, mac] = TOKEN.exec(token) ?? [];
  return site !== undefined && agent !== undefined && mac !== undefined ? { site, agent, mac } : null;
}

/** True for a token this agent was given. */
export function isTokenOf({ keyring }: Platform, site: string, agent: Agent, mac: string): Promise<boolean> {
  return keyring.verify(LABEL, said(site, agent), mac);
}

function said(site: string, { id, key }: Agent): string {
  return `${site}|${id}|${key}`;
}
