import type { choose } from "../choose.ts";
import type { refreshSoon } from "../decisions.ts";
import type { on } from "../events.ts";
import type { load } from "../load.ts";
import type { loadNotice } from "../notice.ts";
import type { standing } from "../standing.ts";
import type { call, hear } from "../transport.ts";

/** What the tag lends to the part that watches a page. */
export interface Lent {
  readonly standing: typeof standing;
  readonly call: typeof call;
  readonly hear: typeof hear;
  readonly refreshSoon: typeof refreshSoon;
  readonly load: typeof load;
}

/** That, and what every page may call. */
export interface PageKit extends Lent {
  readonly on: typeof on;
  readonly choose: typeof choose;
  readonly notice: typeof loadNotice;
}
