import type { SubjectId } from "../../core/kernel/ids.ts";
import { readExchanges } from "../../storage/given.ts";
import type { Call } from "../call.ts";

/** What a person gave as an answer, and which kind of benefit it was to bring. */
export interface Given {
  readonly ask: string;
  /** The attribute or purpose. */
  readonly what: string;
  readonly benefit: string;
  /** RFC 3339. */
  readonly at: string;
}

/** What was given that a purpose may know of: a value it may see, or a yes to it. Throws `Unavailable`. */
export async function readGiven({ program, platform }: Call, subjects: readonly SubjectId[], purpose: number): Promise<readonly Given[]> {
  const key = program.compiled.purposes[purpose]?.key;
  const exchanges = await readExchanges(platform.env, subjects);
  return exchanges
    .filter(({ gave, what }) => {
      const attribute = program.attributes[program.attributeIndex.get(what) ?? -1];
      return gave === "consent" ? what === key : attribute !== undefined && (attribute.purposes & (1 << purpose)) !== 0;
    })
    .map(({ ask, what, benefit, at }) => ({ ask, what, benefit, at: new Date(at).toISOString() }));
}
