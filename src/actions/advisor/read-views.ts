import { readAdvice } from "../../storage/advice.ts";
import type { Call } from "../call.ts";
import type { Visitor } from "../consent/open-visitor.ts";
import { readRoot } from "../consent/read-root.ts";

/** That somebody saw what may be seen of a person to advise them, as the person is told. */
export interface ViewOfMe {
  /** RFC 3339. */
  readonly at: string;
  readonly actor: string;
  readonly purpose: string;
  /** False where nothing was shown, since the purpose was not allowed. */
  readonly allowed: boolean;
}

const MOST = 100;
const WAIT_MS = 2_000;

/** The newest views of the person in this browser's pass; none for somebody without one. Throws `Unavailable`. */
export async function readViews({ platform }: Call, { pass }: Visitor): Promise<readonly ViewOfMe[]> {
  if (!pass?.subject) return [];
  const { root } = await readRoot(platform.env, pass.subject, [], WAIT_MS);
  const { views } = await readAdvice(platform.env, root, MOST);
  return views.map(({ at, actor, purpose, allowed }) => ({ at: new Date(at).toISOString(), actor, purpose, allowed }));
}
