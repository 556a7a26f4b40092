import { sourceNamed } from "../../core/consent/source-choice.ts";
import { Hono, type Context } from "hono";
import { eventBook, profileBook } from "../../actions/bulk/books.ts";
import { importPart } from "../../actions/bulk/import-part.ts";
import { listParts } from "../../storage/import-part.ts";
import { answer } from "../answer.ts";
import type { App } from "../env.ts";
import { KINDS } from "../export-lines.ts";
import { readPartBody } from "../import-body.ts";
import { openKey, openServerCall } from "../open-call.ts";
import { invalid } from "../problem.ts";
import { oneOf, textAt } from "../validate.ts";

const SOURCES = ["volunteered", "observed", "inferred"];
const MOST_PARTS = 100_000;

/** /v1/imports: files of profiles or events, part by part. Needs the scope `import`. */
export const importRoutes = new Hono<App>().put("/:id/parts/:part", (c) => putPart(c)).get("/:id", (c) => progress(c));

async function putPart(c: Context<App>): Promise<Response> {
  const call = await openServerCall(c, "import");
  const kind = oneOf(c.req.query("kind") ?? "profiles", "kind", KINDS);
  const given = c.req.query("at");
  const at = given === undefined ? null : instantOf(given);
  const sources = kind === "profiles" ? sourcesOf(c.req.query("source")) : [];
  const from = textAt(c.req.query("from"), "from", 60);
  const origin = { id: idOf(c), from, source: sourceNamed("import", from), isDry: c.req.query("dry") === "true" };
  const [number, after] = [wholeAt(c.req.param("part"), "part", 1, MOST_PARTS), wholeAt(c.req.query("after") ?? "0", "after", 0, 1e9)];
  const part = { number, after, ...(await readPartBody(c.req.raw)) };
  const imported = await (kind === "profiles"
    ? importPart(call, origin, profileBook(call, origin, { sources, at }), part)
    : importPart(call, origin, eventBook(call, origin, at), part));
  if (imported.ok) return answer(c, { import: origin.id, dry: origin.isDry, ...imported.value });
  throw invalid("part", "same-text", "came in before with another text: use another import id");
}

async function progress(c: Context<App>): Promise<Response> {
  const { platform } = await openKey(c, "import");
  const parts = await listParts(platform.env.DB, idOf(c));
  const sum = (field: "records" | "written" | "unchanged" | "refused"): number => parts.reduce((total, part) => total + part[field], 0);
  return answer(c, {
    import: idOf(c),
    records: sum("records"),
    written: sum("written"),
    unchanged: sum("unchanged"),
    refused: sum("refused"),
    parts,
  });
}

function idOf(c: Context<App>): string {
  const id = c.req.param("id") ?? "";
  if (!/^[a-z0-9][a-z0-9-]{7,63}$/.test(id)) throw invalid("id", "id", "must have 8 to 64 lower-case letters, digits and dashes");
  return id;
}

function sourcesOf(text: string | undefined): readonly string[] {
  const sources = text?.split(",") ?? [];
  if (sources.length === 0 || sources.some((source) => !SOURCES.includes(source)))
    throw invalid("source", "enum", `must say what the values are: ${SOURCES.join(", ")}, with commas between`);
  return sources;
}

function instantOf(text: string): number {
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw invalid("at", "date-time", "must be an RFC 3339 date and time");
  return at;
}

function wholeAt(text: string | undefined, field: string, least: number, most: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least || value > most)
    throw invalid(field, "range", `must be a whole number from ${least} to ${most}`);
  return value;
}
