import { endSharing } from "../../actions/sharing/end-sharing.ts";
import type { Opened } from "../door.ts";
import { fieldOf } from "../field.ts";
import type { Outcome } from "./outcome.ts";

/** Ends what this person lets another see; the pass is enough, since it only takes away. */
export async function endGrant({ call, visitor }: Opened, form: FormData): Promise<Outcome> {
  const ended = await endSharing(call, visitor, fieldOf(form, "grant"));
  return { note: ended === "ended" ? "noteSaved" : "noteAway", at: "shared" };
}
