import type { Context } from "hono";
import type { Call } from "../../actions/call.ts";
import { previewLink, sealPreview } from "../../actions/targeting/preview.ts";
import type { CompiledAttribute } from "../../core/program/compiled.ts";
import { MOST_HOURS, type Preview } from "../../core/targeting/preview.ts";
import { answer } from "../answer.ts";
import type { App } from "../env.ts";
import { openServerCall } from "../open-call.ts";
import { invalid } from "../problem.ts";
import { objectAt, optionalTextAt, readJson, recordAt, textAt, type Fields } from "../validate.ts";

const HOUR_MS = 3_600_000;

/**
 * POST /v1/previews: a sealed link on which a page is shown for somebody made up, by the version that runs now, for at most
 * 24 hours. Nothing is stored, and nothing seen by it counts. Needs the scope `preview`.
 */
export async function previewsRoute(c: Context<App>): Promise<Response> {
  const call = await openServerCall(c, "preview");
  const fields = objectAt(await readJson(c.req.raw), "", ["allowed", "attributes", "variants", "hours", "page"]);
  const page = pageOf(call, optionalTextAt(fields["page"], "page", 2_048));
  const until = call.now + hoursOf(fields["hours"] ?? MOST_HOURS) * HOUR_MS;
  const preview: Preview = {
    program: call.program.hash,
    until,
    allowed: allowedIn(call, fields["allowed"] ?? []),
    attributes: attributesIn(call, recordAt(fields["attributes"] ?? {}, "attributes", 50)),
    variants: variantsIn(call, recordAt(fields["variants"] ?? {}, "variants", 50)),
  };
  const token = await sealPreview(call, preview);
  return answer(c, { token, until: new Date(until).toISOString(), link: page === null ? null : previewLink(page, token) }, 201);
}

function pageOf({ program }: Call, page: string | undefined): string | null {
  if (page === undefined) return null;
  const origin = URL.parse(page)?.origin ?? "";
  if (!program.site.origins.includes(origin)) throw invalid("page", "origin", "must be an address of this site");
  return page;
}

function hoursOf(hours: unknown): number {
  if (typeof hours !== "number" || !(hours > 0) || hours > MOST_HOURS) throw invalid("hours", "range", `must be at most ${MOST_HOURS}`);
  return hours;
}

function allowedIn({ program }: Call, value: unknown): readonly string[] {
  if (!Array.isArray(value)) throw invalid("allowed", "array", "must be an array");
  return value.map((key, index) => {
    const field = `allowed.${index}`;
    if (!program.purposeIndex.has(textAt(key, field, 48))) throw invalid(field, "known-purpose", "is not a purpose of this program");
    return key as string;
  });
}

function attributesIn({ program }: Call, attributes: Fields): Preview["attributes"] {
  for (const [key, value] of Object.entries(attributes)) {
    const field = `attributes.${key}`;
    const attribute = program.attributes[program.attributeIndex.get(key) ?? -1];
    if (!attribute) throw invalid(field, "known", "is not an attribute of this program");
    if (!hasType(attribute, value)) throw invalid(field, attribute.type, `must be a ${attribute.type}`);
  }
  return attributes;
}

/** What is computed may be other than plain: rankings come as lists. */
function hasType({ type }: CompiledAttribute, value: unknown): boolean {
  return type === "list" ? Array.isArray(value) : typeof value === type;
}

function variantsIn({ program }: Call, variants: Fields): Preview["variants"] {
  return Object.fromEntries(
    Object.entries(variants).map(([experience, value]) => {
      const field = `variants.${experience}`;
      const variant = textAt(value, field, 48);
      const isKnown = program.experiences.get(experience)?.variants.some(({ key }) => key === variant) ?? false;
      if (!isKnown) throw invalid(field, "known-variant", "is not a variant of an experience of this site");
      return [experience, variant];
    }),
  );
}
