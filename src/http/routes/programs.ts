import { Hono } from "hono";
import {
  diffDocument,
  lintDocument,
  listProgramVersions,
  publishProgram,
  rollBackProgram,
  type PublishRefused,
} from "../../actions/program/publish-program.ts";
import { answer } from "../answer.ts";
import type { App } from "../env.ts";
import { openKey } from "../open-call.ts";
import { Problem } from "../problem.ts";
import { objectAt, readJson, textAt } from "../validate.ts";

/** /v1/programs: configuration as code. The body of POST is the program itself. Needs the scope `programs`. */
export const programRoutes = new Hono<App>()
  .post("/", async (c) => {
    const { platform, actor, now } = await openKey(c, "programs");
    const published = await publishProgram(platform, actor, await readJson(c.req.raw), now);
    if (!published.ok) throw refusalOf(published.error);
    return answer(c, published.value, 201);
  })
  .post("/lint", async (c) => {
    await openKey(c, "programs");
    const linted = lintDocument(await readJson(c.req.raw));
    if (!linted.ok) throw refusalOf(linted.error);
    return answer(c, { findings: linted.value });
  })
  .post("/diff", async (c) => {
    const { platform } = await openKey(c, "programs");
    const diff = await diffDocument(platform, await readJson(c.req.raw));
    if (!diff.ok) throw refusalOf(diff.error);
    return answer(c, { diff: diff.value });
  })
  .post("/rollback", async (c) => {
    const { platform, actor, now } = await openKey(c, "programs");
    const hash = textAt(objectAt(await readJson(c.req.raw), "", ["hash"])["hash"], "hash", 64);
    const rolled = await rollBackProgram(platform, actor, hash, now);
    if (!rolled.ok) throw refusalOf(rolled.error);
    return answer(c, rolled.value);
  })
  .get("/:program/versions", async (c) => {
    const { platform } = await openKey(c, "programs");
    return answer(c, { versions: await listProgramVersions(platform, c.req.param("program")) });
  });

function refusalOf(refused: PublishRefused): Problem {
  switch (refused.kind) {
    case "malformed":
      return new Problem("invalid-input", refused.faults);
    case "refused":
      return new Problem(
        "program-refused",
        refused.findings.map(({ code, path, rule, remedy }) => ({ field: path, rule: `${code}: ${rule}`, detail: remedy })),
        { findings: refused.findings },
      );
    case "site-taken":
      return new Problem("site-taken", [{ field: "sites", rule: "one-program", detail: "a site key belongs to another program" }]);
    case "unknown-version":
      return new Problem("invalid-input", [{ field: "hash", rule: "known-version", detail: "must be the hash of a published version" }]);
  }
}
