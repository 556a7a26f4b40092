import { deleteReport } from "../../actions/insight/delete-report.ts";
import { standingOf } from "../../actions/identity/prove.ts";
import type { Opened } from "../door.ts";
import { fieldOf } from "../field.ts";
import type { Outcome } from "./outcome.ts";

/** Deletes one report; what is known of a person takes a proof. */
export async function dropReport({ call, visitor, proof }: Opened, form: FormData): Promise<Outcome> {
  const standing = await standingOf(call, visitor, proof);
  const subject = visitor.pass?.subject;
  if (!subject || standing === "unproven") return { note: "noteProof", at: "prove" };
  const done = await deleteReport(call, subject, { report: fieldOf(form, "report"), period: fieldOf(form, "period") });
  return { note: !done.ok && done.error === "unavailable" ? "noteAway" : "noteDeleted", at: "reports" };
}
