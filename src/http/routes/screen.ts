import { Hono, type Context } from "hono";
import { streamSSE } from "hono/streaming";
import { pairWith } from "../../actions/collecting/begin-collecting.ts";
import { readScreen } from "../../actions/collecting/read-screen.ts";
import type { Call } from "../../actions/call.ts";
import { noteShown, strikeField } from "../../storage/collection.ts";
import { answer } from "../answer.ts";
import type { App } from "../env.ts";
import { openBrowserCall } from "../open-call.ts";
import { openPerson } from "../person.ts";
import { invalid, Problem } from "../problem.ts";
import { limitRate } from "../rate.ts";
import { listAt, objectAt, readJson, textAt, wholeAt } from "../validate.ts";

const TOKEN_HEADER = "earnest-screen";
/** How often a view looks for what is new, and how long one connection looks: a read of D1 a second while somebody watches. */
const EVERY_MS = 1_000;
const LOOKS_MS = 55_000;
const MOST_FIELDS = 500;

/** /v1/collections/screen: the customer's own screen. Its token is in a header, never in an address. */
export const screenRoutes = new Hono<App>()
  .post("/pair", async (c) => {
    const { call, visitor } = await openPerson(c);
    const code = textAt(objectAt(await readJson(c.req.raw), "", ["code"])["code"], "code", 20).replaceAll(/\D/g, "");
    const token = await pairWith(call, code, visitor.pass?.subject ?? null);
    if (token === null) throw invalid("code", "good", "must be a code of the last ten minutes that nobody used");
    return answer(c, { screen: token });
  })
  .get("/", async (c) => {
    const { call, token } = await openScreen(c);
    const locale = c.req.query("locale") ?? null;
    const started = Date.now();
    const now = (): number => call.now + (Date.now() - started);
    if (!(await readScreen(call, token, locale, now()))) throw nobodys();
    return streamSSE(c, async (stream) => {
      let before = "";
      while (!stream.aborted && Date.now() - started < LOOKS_MS) {
        const screen = await readScreen(call, token, locale, now());
        if (!screen) {
          await stream.writeSSE({ event: "over", data: "{}" });
          return;
        }
        const data = JSON.stringify({ by: screen.by, fields: screen.fields });
        if (data !== before) await stream.writeSSE({ event: "fields", data: (before = data) });
        await stream.sleep(EVERY_MS);
      }
    });
  })
  .post("/shown", async (c) => {
    const { call, token } = await openScreen(c);
    const items = listAt(objectAt(await readJson(c.req.raw), "", ["fields"])["fields"], "fields", MOST_FIELDS);
    const shown = items.map((item, at) => {
      const { attribute, mark } = objectAt(item, `fields.${at}`, ["attribute", "mark"]);
      return { attribute: textAt(attribute, `fields.${at}.attribute`, 48), rev: wholeAt(mark, `fields.${at}.mark`, 1, 1e9) };
    });
    const { id } = await screenAt(call, token);
    await noteShown(call.platform.env, id, shown, call.now);
    return answer(c, { shown: shown.length });
  })
  .post("/strike", async (c) => {
    const { call, token } = await openScreen(c);
    const attribute = textAt(objectAt(await readJson(c.req.raw), "", ["attribute"])["attribute"], "attribute", 48);
    const { id } = await screenAt(call, token);
    if (!(await strikeField(call.platform.env, id, attribute, call.now))) throw tooLate();
    return answer(c, { struck: attribute });
  });

async function openScreen(c: Context<App>): Promise<{ readonly call: Call; readonly token: string }> {
  await limitRate(c.env, c.req.raw.headers);
  return { call: await openBrowserCall(c), token: c.req.header(TOKEN_HEADER) ?? "" };
}

async function screenAt(call: Call, token: string): Promise<{ readonly id: string }> {
  const screen = await readScreen(call, token, null, call.now);
  if (!screen) throw nobodys();
  return screen;
}

function tooLate(): Problem {
  return new Problem("not-found", [
    { field: "attribute", rule: "running", detail: "must be recorded in a collection that nobody has ended" },
  ]);
}

function nobodys(): Problem {
  return new Problem("not-found", [
    { field: TOKEN_HEADER, rule: "token", detail: "must be of a screen that is paired, of a collection that runs" },
  ]);
}
