import { attributesRead } from "../../core/profile/unused.ts";
import { countAttributes } from "../../storage/attribute-count.ts";
import type { Call } from "../call.ts";

/** Numbers below this are not told: few people could be told apart. */
const FEWEST = 10;

export interface UnusedReport {
  readonly attributes: readonly {
    readonly attribute: string;
    /** False for what an older program declared. */
    readonly declared: boolean;
    /** How many profiles hold it; null below 10. */
    readonly profiles: number | null;
  }[];
}

/** The attributes that profiles hold and nothing reads: what need not be stored (GDPR art 5(1)(c)). Throws `Unavailable`. */
export async function reportUnused({ program, platform, now }: Call): Promise<UnusedReport> {
  const read = attributesRead(program, now);
  const counts = await countAttributes(platform.env, program.site.controller);
  const unused = [...counts].filter(([attribute]) => !read.has(attribute)).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return {
    attributes: unused.map(([attribute, profiles]) => ({
      attribute,
      declared: program.attributeIndex.has(attribute),
      profiles: profiles < FEWEST ? null : profiles,
    })),
  };
}
