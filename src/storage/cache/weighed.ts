import { WEIGHTS_FORMAT } from "../../core/program/weights.ts";
import type { Pointed } from "./pointed.ts";

/** KV `weighed:<hash>`: what the bandits of a program draw by, immutable. KV `weights:<site key>`: the hash a site draws by. */
export const WEIGHTS: Pointed = { snapshot: "weighed:", pointer: "weights:", format: WEIGHTS_FORMAT };
