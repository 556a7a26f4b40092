import type { Server } from "../server.ts";

interface Unused {
  readonly attribute: string;
  readonly declared: boolean;
  readonly profiles: number | null;
}

/** Prints the attributes that are stored and read by nothing. */
export async function reportUnused(server: Server, site: string | undefined): Promise<void> {
  const { attributes } = await server.askJson<{ readonly attributes: readonly Unused[] }>("/v1/reports/unused", { query: { site } });
  for (const { attribute, declared, profiles } of attributes)
    console.log(`${attribute}  ${profiles ?? "under 10"} profiles${declared ? "" : "  (not declared any more)"}`);
  if (attributes.length === 0) console.log("Everything that is stored is read by something.");
}
