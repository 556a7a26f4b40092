import { Hono, type Context } from "hono";
import { mergeSubjects } from "../../actions/identity/merge-subjects.ts";
import { unmergeSubjects } from "../../actions/identity/unmerge-subjects.ts";
import { rootOf } from "../../actions/consent/read-root.ts";
import { sha256Hex } from "../../core/kernel/bytes.ts";
import { asSubjectId, type SubjectId } from "../../core/kernel/ids.ts";
import { answer } from "../answer.ts";
import type { App } from "../env.ts";
import { openServerCall } from "../open-call.ts";
import { invalid, Problem } from "../problem.ts";
import { objectAt, readJson, textAt } from "../validate.ts";

/** /v1/identities: two subjects become one person, or are two again. Needs the scope `identity`: no browser may claim it. */
export const identityRoutes = new Hono<App>().post("/merge", (c) => merge(c)).post("/unmerge", (c) => unmerge(c));

async function merge(c: Context<App>): Promise<Response> {
  const call = await openServerCall(c, "identity");
  const fields = objectAt(await readJson(c.req.raw), "", ["root", "subject", "source", "proof"]);
  const [root, child] = [subjectAt(fields["root"], "root"), subjectAt(fields["subject"], "subject")];
  if (root === child) throw invalid("subject", "different", "must not be the root itself");
  const source = textAt(fields["source"], "source", 60);
  const proof = textAt(fields["proof"], "proof", 200);
  // The same merge asked for again is the same merge; after an unmerge a new proof makes a new one.
  const id = (await sha256Hex([root, child, source, proof].join("|"))).slice(0, 32);
  const merged = await mergeSubjects(call, { root, child, id, source, proof });
  if (!merged.ok) throw problemOf(merged.error);
  return answer(c, { root: merged.value, subject: child });
}

async function unmerge(c: Context<App>): Promise<Response> {
  const call = await openServerCall(c, "identity");
  const fields = objectAt(await readJson(c.req.raw), "", ["subject"]);
  const child = subjectAt(fields["subject"], "subject");
  const root = await rootOf(call.platform.env, child);
  if (root === null) throw problemOf("not-merged");
  const parted = await unmergeSubjects(call, root, child);
  if (!parted.ok) throw problemOf(parted.error);
  return answer(c, { root, subject: child });
}

function subjectAt(value: unknown, field: string): SubjectId {
  const fields = objectAt(value, field, ["type", "value"]);
  if (textAt(fields["type"], `${field}.type`, 40) !== "subject") throw invalid(`${field}.type`, "enum", 'must be "subject"');
  const subject = asSubjectId(textAt(fields["value"], `${field}.value`, 200));
  if (!subject) throw invalid(`${field}.value`, "subject-id", "must be sub_ and 32 hex digits");
  return subject;
}

function problemOf(refused: "other-controller" | "not-merged" | "merged-on" | "merged-before" | "unavailable"): Problem {
  switch (refused) {
    case "unavailable":
      return new Problem("unavailable", [], {}, { "retry-after": "5" });
    case "other-controller":
      return new Problem("forbidden", [{ field: "subject", rule: "controller", detail: "must be a subject of this site's controller" }]);
    case "not-merged":
      return invalid("subject", "merged", "must have been merged into another");
    case "merged-on":
      return invalid("subject", "order", "must wait until its root, merged into another since, is unmerged");
    case "merged-before":
      return invalid("proof", "new", "must be another than that of the merge that was taken back");
  }
}
