import { pauseVisit } from "../../actions/rights/pause-visit.ts";
import type { Opened } from "../door.ts";
import { fieldOf } from "../field.ts";
import type { Outcome } from "./outcome.ts";

/** Lets nothing but what is necessary be used or recorded in this browser for the visit, or ends that. */
export async function pause({ call, visitor }: Opened, form: FormData): Promise<Outcome> {
  const issued = await pauseVisit(call, visitor, fieldOf(form, "paused") === "yes");
  return { note: issued ? "noteSaved" : "noteAway", at: "device", issued };
}
