import type { Context } from "hono";
import { isLocal } from "../../storage/platform.ts";
import type { App } from "../env.ts";
import { Problem } from "../problem.ts";

const LOOPBACK = /^https?:\/\/(localhost|127(\.\d{1,3}){3}|\[::1\])[:/]/;

/** In local mode, with its fixed keys and movable clock, only loopback hosts are answered. */
export function localOnly(c: Context<App>, next: () => Promise<void>): Promise<void> {
  if (isLocal(c.env) && !LOOPBACK.test(c.req.url)) throw new Problem("wrong-host");
  return next();
}
