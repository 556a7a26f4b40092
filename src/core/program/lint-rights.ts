import { finding, type Finding } from "./findings.ts";
import type { Program } from "./schema.ts";

/** Agents know a business by its id, and each is named once. */
export function lintRights({ controllers }: Program): readonly Finding[] {
  return controllers.flatMap(({ rights }, index) => {
    if (!rights) return [];
    const path = `controllers.${index}.rights`;
    const ids = rights.agents.map(({ id }) => id);
    const twice = ids.flatMap((id, at) =>
      ids.indexOf(id) === at ? [] : [finding("E170", `${path}.agents.${at}`, `Rename or remove the second "${id}".`)],
    );
    const unnamed = ids.length > 0 && rights.businessId === undefined;
    return unnamed ? [...twice, finding("E171", `${path}.businessId`, "Say what agents call this business.")] : twice;
  });
}
