import { Hono, type Context } from "hono";
import { getCookie } from "hono/cookie";
import { html } from "hono/html";
import type { Handed } from "../../actions/consent/issue-pass.ts";
import { renewPass } from "../../actions/consent/renew-pass.ts";
import type { Door, Opened, Pages } from "../door.ts";
import { localeWanted, pageHeaders } from "../page.ts";
import { choose, sayAge, withdraw } from "./choose.ts";
import { correct, reset, restrict } from "./correct.ts";
import { dropReport } from "./delete-report.ts";
import { endGrant } from "./end-grant.ts";
import { change, file } from "./file.ts";
import { erase, forget } from "./forget.ts";
import { CentrePage } from "./page.tsx";
import { pause } from "./pause.ts";
import { askCode, CODE_COOKIE, codeCookie, enterCode } from "./prove.ts";
import { isNote, type Outcome } from "./outcome.ts";
import { viewOf } from "./view.ts";

type Do = (opened: Opened, form: FormData, c: Context<Pages>) => Promise<Outcome>;

/** /privacy: the privacy centre of a site. Every control is a form, so that all of it works without a script. */
export function centreRoutes(door: Door): Hono<Pages> {
  const does = (work: Do) => (c: Context<Pages>) => submit(door, c, work);
  return new Hono<Pages>()
    .get("/privacy", (c) => show(door, c))
    .post("/privacy/choices", does(choose))
    .post("/privacy/age", does(sayAge))
    .post("/privacy/withdraw", does(withdraw))
    .post("/privacy/code", does(askCode))
    .post("/privacy/prove", does(enterCode))
    .post("/privacy/correct", does(correct))
    .post("/privacy/reset", does(reset))
    .post("/privacy/restrict", does(restrict))
    .post("/privacy/pause", does(pause))
    .post("/privacy/request", does(file))
    .post("/privacy/source", does(change))
    .post("/privacy/grant", does(endGrant))
    .post("/privacy/report", does(dropReport))
    .post("/privacy/forget", does(forget))
    .post("/privacy/erase", does(erase));
}

/** What stands in the page is what the register says now: opening it renews the pass. */
async function show(door: Door, c: Context<Pages>): Promise<Response> {
  const opened = await door.open(c);
  const issued = opened.visitor.pass ? await renewPass(opened.call, opened.visitor) : null;
  const visitor = issued ? { pass: issued.pass, state: issued.pass.state, unheard: [], broken: false } : opened.visitor;
  const view = await viewOf({ ...opened, visitor }, localeWanted(c), c.req.query("journey"));
  const note = c.req.query("note");
  const page = <CentrePage view={view} note={isNote(note) ? note : null} awaits={getCookie(c, CODE_COOKIE) !== undefined} />;
  const response = await c.html(html`<!doctype html>${page}`, 200, pageHeaders("'self'"));
  return handed(door, c, response, issued);
}

/** A form is answered with the page as it stands then, and a word on what came of it. */
async function submit(door: Door, c: Context<Pages>, work: Do): Promise<Response> {
  const opened = await door.openForm(c);
  const { note, at, issued = null, proof, challenge } = await work(opened, opened.form, c);
  const query = new URLSearchParams({ site: opened.call.program.site.key, note });
  const locale = c.req.query("locale");
  if (locale !== undefined) query.set("locale", locale);
  const response = new Response(null, {
    status: 303,
    headers: { location: `/privacy?${query.toString()}#${at}`, "cache-control": "no-store" },
  });
  if (challenge !== undefined) response.headers.append("set-cookie", codeCookie(challenge));
  return handed(door, c, response, issued, proof);
}

function handed(door: Door, c: Context<Pages>, response: Response, issued: Handed | null, proof?: string): Response {
  door.hand(c, response.headers, issued, proof);
  return response;
}
