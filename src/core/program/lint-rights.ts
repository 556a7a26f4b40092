import { reachOf } from "./address.ts";
import { finding, type Finding } from "./findings.ts";
import type { Program } from "./schema.ts";

/** Agents know a business by its id, and each is named once; their status goes to public hosts. */
export function lintRights({ controllers }: Program): readonly Finding[] {
  return controllers.flatMap(({ rights }, index) => {
    if (!rights) return [];
    const path = `controllers.${index}.rights`;
    const ids = rights.agents.map(({ id }) => id);
    const twice = ids.flatMap((id, at) =>
      ids.indexOf(id) === at ? [] : [finding("E170", `${path}.agents.${at}`, `Rename or remove the second "${id}".`)],
    );
    const hosts = [rights, ...rights.agents].flatMap(({ callbackHosts }, at) =>
      lintHosts(callbackHosts, at === 0 ? `${path}.callbackHosts` : `${path}.agents.${at - 1}.callbackHosts`),
    );
    const unnamed = ids.length > 0 && rights.businessId === undefined;
    const business = unnamed ? [finding("E171", `${path}.businessId`, "Say what agents call this business.")] : [];
    return [...twice, ...hosts, ...business];
  });
}

function lintHosts(hosts: readonly string[], path: string): readonly Finding[] {
  return hosts.flatMap((host, at) => {
    const reach = reachOf(`https://${host}/`);
    if (reach === "refused") return [finding("E178", `${path}.${at}`, "Name a public host, and not by its number.")];
    return reach === "loopback" ? [finding("W237", `${path}.${at}`, "Name a public host before this program is deployed.")] : [];
  });
}
