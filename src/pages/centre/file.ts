import { standingOf } from "../../actions/identity/prove.ts";
import { fileOwnRequest } from "../../actions/rights/file-own-request.ts";
import { changeSource, type SourceChange } from "../../actions/sources/change-source.ts";
import { readSources } from "../../actions/sources/read-sources.ts";
import { REQUEST_KINDS } from "../../core/rights/kinds.ts";
import type { Opened } from "../door.ts";
import { fieldOf } from "../field.ts";
import type { Outcome } from "./outcome.ts";

const MOST_ABOUT = 500;

/** Files a request of whoever is behind this browser, who need not show again that it is they. */
export async function file({ call, visitor, proof }: Opened, form: FormData): Promise<Outcome> {
  const subject = visitor.pass?.subject;
  const kind = REQUEST_KINDS.find((item) => item === fieldOf(form, "kind"));
  if (!subject || !kind || (await standingOf(call, visitor, proof)) === "unproven") return { note: "noteProof", at: "prove" };
  const filed = await fileOwnRequest(call, visitor, {
    kind,
    via: "person",
    contact: { who: { kind: "subject", value: subject }, about: fieldOf(form, "about").slice(0, MOST_ABOUT) || null, claims: {} },
    proof: "signed in",
    rule: call.rule,
    received: call.now,
    confirms: true,
    actor: null,
    once: null,
  });
  return filed.ok ? { note: "noteFiled", at: "requests", issued: filed.value.issued } : { note: "noteAway", at: "requests" };
}

const CHANGES: readonly SourceChange[] = ["disconnect", "clear", "connect"];

/** Lets a source send no more, lets go of what it sent, or lets it send again. */
export async function change({ call, visitor }: Opened, form: FormData): Promise<Outcome> {
  const source = fieldOf(form, "source");
  const wanted = CHANGES.find((item) => item === fieldOf(form, "change"));
  const { sources, recipients } = await readSources(call, visitor);
  const isKnown = [...sources, ...(wanted === "clear" ? [] : recipients)].some((item) => item.source === source);
  if (!wanted || !isKnown) return { note: "noteAway", at: "shared" };
  const changed = await changeSource(call, visitor, source, wanted);
  if (changed.ok) return { note: changed.value.stored ? "noteSaved" : "noteQueued", at: "shared", issued: changed.value.issued };
  return { note: changed.error.kind === "conflict" ? "noteConflict" : "noteAway", at: "shared", issued: changed.error.issued };
}
