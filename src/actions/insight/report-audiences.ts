import { isCountable } from "../../core/audience/members.ts";
import { readSizes } from "../../storage/audience-size.ts";
import type { Call } from "../call.ts";
import { isCounted } from "./count-audiences.ts";

/** Sizes below this are not told: few people could be told apart. */
const FEWEST = 10;

export interface AudienceReport {
  readonly day: string;
  /** False while the day is still being counted: then no size is told. */
  readonly complete: boolean;
  readonly audiences: readonly {
    readonly audience: string;
    readonly purpose: string;
    /** Null below 10, and for an audience that only a request can tell. */
    readonly size: number | null;
  }[];
}

/** How many people were in each audience of the program on a day. */
export async function reportAudiences(call: Call, day: string): Promise<AudienceReport> {
  const { program, platform } = call;
  const complete = await isCounted(platform, day);
  const sizes = await readSizes(platform.env.DB, program.site.controller, day);
  const audiences = program.compiled.audiences.map((audience) => {
    const size = complete && isCountable(program, audience) ? (sizes.get(audience.key) ?? 0) : 0;
    return { audience: audience.key, purpose: program.compiled.purposes[audience.purpose]?.key ?? "", size: size < FEWEST ? null : size };
  });
  return { day, complete, audiences };
}
