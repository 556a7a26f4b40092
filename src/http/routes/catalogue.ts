import type { Context } from "hono";
import * as z from "zod/mini";
import { writeCatalogue, type CatalogueRefused } from "../../actions/catalogue/write-catalogue.ts";
import { itemSchema } from "../../core/program/catalogue.ts";
import { inWords } from "../../core/program/schema-parts.ts";
import { answer } from "../answer.ts";
import type { App } from "../env.ts";
import { openServerCall } from "../open-call.ts";
import { invalid, Problem } from "../problem.ts";
import { readJson } from "../validate.ts";

/** Items of one part: it is written in one batch. */
const MOST_OF_PART = 500;

/** PUT /v1/catalogue: a part of what can be recommended. Needs the scope `catalogue`. */
export async function catalogueRoute(c: Context<App>): Promise<Response> {
  const call = await openServerCall(c, "catalogue");
  const part = partSchema().safeParse(await readJson(c.req.raw));
  if (!part.success)
    throw new Problem(
      "invalid-input",
      part.error.issues.slice(0, 50).map(({ path, code, message }) => ({ field: path.join(".") || "(body)", rule: code, detail: message })),
    );
  const written = await writeCatalogue(call, part.data);
  if (!written.ok) throw refusalOf(written.error);
  return answer(c, { items: part.data.items.length, gone: part.data.gone.length });
}

function partSchema() {
  inWords();
  return z.strictObject({
    items: z._default(z.array(itemSchema()).check(z.maxLength(MOST_OF_PART)), []),
    gone: z._default(z.array(z.string().check(z.maxLength(64))).check(z.maxLength(MOST_OF_PART)), []),
  });
}

function refusalOf(refused: CatalogueRefused): Problem {
  switch (refused.kind) {
    case "no-catalogue":
      return invalid("site", "catalogue", "must be a site of a program with a catalogue");
    case "full":
      return invalid("items", "most", `must not come to more than ${refused.most} beside those of the program`);
  }
}
