import { Hono, type Context } from "hono";
import { importPart } from "../../actions/bulk/import-part.ts";
import { listParts } from "../../storage/import-part.ts";
import { answer } from "../answer.ts";
import type { App } from "../env.ts";
import { readPartBody } from "../import-body.ts";
import { openKey, openServerCall } from "../open-call.ts";
import { invalid } from "../problem.ts";
import { textAt } from "../validate.ts";

const SOURCES = ["volunteered", "observed", "inferred"];
const MOST_PARTS = 100_000;

/** /v1/imports: files of profiles, part by part. Needs the scope `import`. */
export const importRoutes = new Hono<App>().put("/:id/parts/:part", (c) => putPart(c)).get("/:id", (c) => progress(c));

async function putPart(c: Context<App>): Promise<Response> {
  const call = await openServerCall(c, "import");
  const at = c.req.query("at");
  const terms = { sources: sourcesOf(c.req.query("source")), at: at === undefined ? null : instantOf(at) };
  const origin = { id: idOf(c), from: textAt(c.req.query("from"), "from", 60), isDry: c.req.query("dry") === "true" };
  const [number, after] = [wholeAt(c.req.param("part"), "part", 1, MOST_PARTS), wholeAt(c.req.query("after") ?? "0", "after", 0, 1e9)];
  const imported = await importPart(call, origin, terms, { number, after, ...(await readPartBody(c.req.raw)) });
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
