import { ok, refuse, type Result } from "../../core/kernel/result.ts";
import { MOST_ITEMS, type CatalogueItem } from "../../core/program/catalogue.ts";
import { writeItems } from "../../storage/catalogue.ts";
import { actorName, type Call } from "../call.ts";
import { publishRanks } from "../insight/publish-ranks.ts";

/** A part of a catalogue: items to take in or put right, and keys of those that are gone. */
export interface CataloguePart {
  readonly items: readonly CatalogueItem[];
  readonly gone: readonly string[];
}

/** `no-catalogue`: the program does not say what counts as looked at. `full`: there would be more items than can be ranked. */
export type CatalogueRefused = { readonly kind: "no-catalogue" } | { readonly kind: "full"; readonly most: number };

/** Takes a part in as a whole or not at all, and publishes what there is now. The same part again changes nothing. */
export async function writeCatalogue(call: Call, { items, gone }: CataloguePart): Promise<Result<null, CatalogueRefused>> {
  const { catalogue } = call.program.compiled;
  if (!catalogue) return refuse({ kind: "no-catalogue" });
  const { controller } = call.program.site;
  const most = MOST_ITEMS - catalogue.items.length;
  const audit = {
    at: call.now,
    actor: actorName(call.actor),
    action: "catalogue.write",
    target: controller,
    detail: { items: items.length, gone: gone.length },
  };
  if (!(await writeItems(call.platform.env.DB, controller, { items, gone, most }, audit))) return refuse({ kind: "full", most });
  await publishRanks(call);
  return ok(null);
}
