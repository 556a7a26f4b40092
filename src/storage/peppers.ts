import { Peppers } from "../core/profile/peppers.ts";
import type { Bindings } from "./bindings.ts";
import { isLocal, Misconfigured } from "./platform.ts";

const LOCAL = "earnest-demo-pepper-for-local-mode-only";
const LEAST = 32;
const known = new Map<string, Peppers>();

/**
 * The peppers of `EARNEST_PEPPER`, oldest first with commas between. They outlive every other secret: without them no
 * stored identifier is ever found again. Throws `Misconfigured` without one; in local mode one is given.
 */
export async function peppersOf(env: Bindings): Promise<Peppers> {
  const text = settingOf(env);
  const name = `${isLocal(env)}|${text}`;
  const parsed = known.get(name) ?? (await parse(text, isLocal(env)));
  known.set(name, parsed);
  return parsed;
}

/** True where identifiers are used at all. */
export function hasPeppers(env: Bindings): boolean {
  return settingOf(env) !== "";
}

function settingOf(env: Bindings): string {
  return env.EARNEST_PEPPER ?? (isLocal(env) ? LOCAL : "");
}

async function parse(text: string, local: boolean): Promise<Peppers> {
  const peppers = text.split(",").map((pepper) => pepper.trim());
  if (text === "") throw new Misconfigured("EARNEST_PEPPER", "the secret EARNEST_PEPPER is not set");
  if (peppers.some((pepper) => pepper.length < LEAST))
    throw new Misconfigured("EARNEST_PEPPER", `a pepper must be at least ${LEAST} characters`);
  if (!local && peppers.some((pepper) => pepper.startsWith("earnest-demo-")))
    throw new Misconfigured("EARNEST_PEPPER", "a demo pepper is refused outside local mode");
  return Peppers.of(peppers);
}
