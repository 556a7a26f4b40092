import { RANKED_FORMAT } from "../../core/program/recommended.ts";
import type { Pointed } from "./pointed.ts";

/** KV `ranked:<hash>`: orders and items of a controller, immutable. KV `ranks:<site key>`: the hash a site shows. */
export const RANKS: Pointed = { snapshot: "ranked:", pointer: "ranks:", format: RANKED_FORMAT };
