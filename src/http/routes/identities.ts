import { Hono, type Context } from "hono";
import { rootOf } from "../../actions/consent/read-root.ts";
import { linkIdentifier, unlinkIdentifier, type LinkRefusal } from "../../actions/identity/link-identifier.ts";
import { mergeSubjects } from "../../actions/identity/merge-subjects.ts";
import { unmergeSubjects, type UnmergeRefusal } from "../../actions/identity/unmerge-subjects.ts";
import { sha256Hex } from "../../core/kernel/bytes.ts";
import { answer } from "../answer.ts";
import type { App } from "../env.ts";
import { openServerCall } from "../open-call.ts";
import { invalid, Problem } from "../problem.ts";
import { identifierAt, knownSubject, subjectRefAt } from "../subject-ref.ts";
import { objectAt, readJson, textAt, type Fields } from "../validate.ts";
import { codeRoute, nonceRoute, proofRoute, signOutRoute, tokenRoute } from "./sign-in.ts";

/** /v1/identities: who is whom. Needs the scope `identity`, or of a browser a token that its brand's server signed. */
export const identityRoutes = new Hono<App>()
  .get("/nonce", nonceRoute)
  .post("/token", tokenRoute)
  .post("/code", codeRoute)
  .post("/proof", proofRoute)
  .post("/sign-out", signOutRoute)
  .post("/link", (c) => link(c))
  .post("/unlink", (c) => unlink(c))
  .post("/merge", (c) => merge(c))
  .post("/unmerge", (c) => unmerge(c));

async function link(c: Context<App>): Promise<Response> {
  const call = await openServerCall(c, "identity");
  const fields = objectAt(await readJson(c.req.raw), "", ["subject", "identifier", "source", "proof"]);
  const identifier = identifierAt(fields["identifier"], "identifier");
  const subject = fields["subject"] === null ? null : await knownSubject(call, subjectRefAt(fields["subject"], "subject"), "subject");
  const linked = await linkIdentifier(call, { subject, identifier, ...whoSays(fields) });
  if (!linked.ok) throw problemOf(linked.error);
  return answer(c, { subject: linked.value });
}

async function unlink(c: Context<App>): Promise<Response> {
  const call = await openServerCall(c, "identity");
  const fields = objectAt(await readJson(c.req.raw), "", ["identifier"]);
  const unlinked = await unlinkIdentifier(call, identifierAt(fields["identifier"], "identifier"));
  if (!unlinked.ok) throw problemOf(unlinked.error);
  return answer(c, { subject: unlinked.value });
}

async function merge(c: Context<App>): Promise<Response> {
  const call = await openServerCall(c, "identity");
  const fields = objectAt(await readJson(c.req.raw), "", ["root", "subject", "source", "proof"]);
  const root = await knownSubject(call, subjectRefAt(fields["root"], "root"), "root");
  const child = await knownSubject(call, subjectRefAt(fields["subject"], "subject"), "subject");
  if (root === child) throw invalid("subject", "different", "must not be the root itself");
  const { source, proof } = whoSays(fields);
  // The same merge asked for again is the same merge; after an unmerge a new proof makes a new one.
  const id = (await sha256Hex([root, child, source, proof].join("|"))).slice(0, 32);
  const merged = await mergeSubjects(call, { root, child, id, source, proof });
  if (!merged.ok) throw problemOf(merged.error);
  return answer(c, { root: merged.value, subject: child });
}

async function unmerge(c: Context<App>): Promise<Response> {
  const call = await openServerCall(c, "identity");
  const fields = objectAt(await readJson(c.req.raw), "", ["subject"]);
  const child = await knownSubject(call, subjectRefAt(fields["subject"], "subject"), "subject");
  const root = await rootOf(call.platform.env, child);
  if (root === null) throw problemOf("not-merged");
  const parted = await unmergeSubjects(call, root, child);
  if (!parted.ok) throw problemOf(parted.error);
  return answer(c, { root, subject: child });
}

/** Who says so, and what they hold of it: a reference, never an identifier. */
function whoSays(fields: Fields): { readonly source: string; readonly proof: string } {
  return { source: textAt(fields["source"], "source", 60), proof: textAt(fields["proof"], "proof", 200) };
}

function problemOf(refused: LinkRefusal | UnmergeRefusal): Problem {
  switch (refused) {
    case "unavailable":
      return new Problem("unavailable", [], {}, { "retry-after": "5" });
    case "other-controller":
      return new Problem("forbidden", [{ field: "subject", rule: "controller", detail: "must be a subject of this site's controller" }]);
    case "not-merged":
      return invalid("subject", "merged", "must have been merged into another");
    case "merged-on":
      return invalid("subject", "order", "must wait until its root, merged into another since, is unmerged");
    case "erased":
      return invalid("subject", "erased", "must not be, nor be named like, somebody who was erased: only they themselves come back");
    case "blocked":
      return invalid("identifier", "blocked", "must not be a card that was blocked: that is for good");
    case "merged-before":
      return invalid("proof", "new", "must be another than that of the merge that was taken back");
  }
}
