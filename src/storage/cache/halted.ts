import { HALTED_FORMAT } from "../../core/program/halted.ts";
import type { Pointed } from "./pointed.ts";

/** KV `halted:<hash>`: the questions of a program that are put to nobody, immutable. KV `halt:<site key>`: the hash a site heeds. */
export const HALTED: Pointed = { snapshot: "halted:", pointer: "halt:", format: HALTED_FORMAT };
