import type { choose } from "../choose.ts";
import type { on } from "../events.ts";
import type { Lent } from "../lent.ts";
import type { loadNotice } from "../notice.ts";

/** What the part that watches a page works with: what the tag lends, and what every page may call. */
export interface PageKit extends Lent {
  readonly on: typeof on;
  readonly choose: typeof choose;
  readonly notice: typeof loadNotice;
}
