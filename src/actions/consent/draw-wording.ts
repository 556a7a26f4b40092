import { drawWording } from "../../core/consent/wording.ts";
import type { CompiledWording } from "../../core/program/compiled-wording.ts";
import type { LiveProgram } from "../../core/program/live.ts";
import { randomBytes } from "../../storage/platform.ts";

/** The wording of one view of a notice, drawn by randomness that nobody keeps; null for the standard words. */
export function wordingForView({ compiled }: LiveProgram): CompiledWording | null {
  if (compiled.notice.wordings.length === 0) return null;
  return drawWording(compiled.notice, new DataView(randomBytes(4).buffer).getUint32(0) / 2 ** 32);
}
