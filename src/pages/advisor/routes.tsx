import { Hono, type Context, type Next } from "hono";
import { html } from "hono/html";
import { lookUp } from "../../actions/advisor/look-up.ts";
import { lookUpNamed } from "../../actions/advisor/look-up-named.ts";
import { tellHint, type HintRefusal } from "../../actions/advisor/tell-hint.ts";
import { asSubjectId } from "../../core/kernel/ids.ts";
import type { CompiledAdvisor } from "../../core/program/compiled-advisor.ts";
import { readIdentifier } from "../../core/profile/identifier.ts";
import { Unavailable } from "../../storage/within.ts";
import { fieldOf } from "../field.ts";
import type { Pages } from "../door.ts";
import { localeWanted, pageHeaders } from "../page.ts";
import type { StaffDoor, StaffOpened } from "../staff-door.ts";
import { back, signIn, signOut } from "../staff-session.ts";
import { AdvisorPage } from "./page.tsx";
import { isNote, KINDS, viewOf, type Found, type Note } from "./view.ts";

interface Asked {
  readonly opened: StaffOpened;
  readonly advisor: CompiledAdvisor;
  readonly form: FormData;
  readonly locale: string | null;
}

const PAGE = "/advisor";
const NOTHING: Found = { asked: { kind: "phone", value: "" }, seen: null, note: null };

/** /advisor: what somebody who advises people may see of whoever calls. All of it works without a script; nobody is named in an address. */
export function advisorPageRoutes(door: StaffDoor): Hono<Pages> {
  return new Hono<Pages>()
    .get("/advisor", (c, next) => show(door, c, next))
    .post("/advisor/sign-in", (c) => signIn(door, c, PAGE))
    .post("/advisor/sign-out", (c) => signOut(door, c, PAGE))
    .post("/advisor/look-up", (c) => find(door, c, lookedUp))
    .post("/advisor/hint", (c) => find(door, c, hintTold));
}

/** Where a program has no adviser there is no such page of ours. */
async function show(door: StaffDoor, c: Context<Pages>, next: Next): Promise<Response | void> {
  const opened = await door.open(c);
  const { advisor } = opened.call.program.compiled;
  if (!advisor) return next();
  const note = c.req.query("note");
  return page(c, opened, advisor, { ...NOTHING, note: isNote(note) ? note : null });
}

/** Answers a form with the person it is about, for whoever signed in. */
async function find(door: StaffDoor, c: Context<Pages>, work: (asked: Asked) => Promise<Found>): Promise<Response> {
  const { form, ...opened } = await door.openForm(c);
  const { advisor, site } = { advisor: opened.call.program.compiled.advisor, site: opened.call.program.site.key };
  if (!opened.staff || !advisor) return back(c, PAGE, site, "noteSession");
  const asked = { opened, advisor, form, locale: localeWanted(c) };
  const found = await work(asked).catch((error: unknown): Found => {
    if (error instanceof Unavailable) return { ...NOTHING, note: "noteAway" };
    throw error;
  });
  return page(c, opened, advisor, found);
}

async function lookedUp({ opened: { call }, advisor, form, locale }: Asked): Promise<Found> {
  const asked = askedIn(form);
  const kind = KINDS.find((item) => item === asked.kind) ?? "phone";
  const read = readIdentifier(kind, asked.value);
  if (!read.ok) return { asked, seen: null, note: "noteIdentifier" };
  return { asked, seen: await lookUpNamed(call, advisor, read.value, locale), note: null };
}

/** What became of a hint; the person is shown again, which is one more look at them. */
async function hintTold({ opened: { call }, advisor, form, locale }: Asked): Promise<Found> {
  const asked = askedIn(form);
  const subject = asSubjectId(fieldOf(form, "subject"));
  const [view, experience] = [fieldOf(form, "view").slice(0, 64), fieldOf(form, "experience").slice(0, 64)];
  if (!subject) return { asked, seen: null, note: "noteGone" };
  const outcome = fieldOf(form, "outcome") === "taken" ? "taken" : "ignored";
  const told = await tellHint(call, { subject, view, experience, outcome });
  if (!told.ok && told.error !== "otherwise") return { asked, seen: null, note: NOTE_OF[told.error] };
  return { asked, seen: await lookUp(call, advisor, subject, locale), note: told.ok ? "noteTold" : NOTE_OF[told.error] };
}

const NOTE_OF: Readonly<Record<HintRefusal, Note>> = { "not-given": "noteGone", otherwise: "noteOnce", unavailable: "noteAway" };

function askedIn(form: FormData): Found["asked"] {
  return { kind: fieldOf(form, "kind"), value: fieldOf(form, "identifier").slice(0, 200) };
}

async function page(c: Context<Pages>, opened: StaffOpened, advisor: CompiledAdvisor, found: Found): Promise<Response> {
  const view = await viewOf(opened, advisor, localeWanted(c), found);
  return c.html(html`<!doctype html>${<AdvisorPage view={view} />}`, 200, pageHeaders("'none'"));
}
