import { Hono, type Context, type Next } from "hono";
import { html } from "hono/html";
import { actorName, type Call } from "../../actions/call.ts";
import { lookAtRoom, type Room } from "../../actions/console/look-at-room.ts";
import { reportDelivery } from "../../actions/exchange/report-delivery.ts";
import { stepTask } from "../../actions/exchange/step-task.ts";
import { refuse, type Result } from "../../core/kernel/result.ts";
import { Unavailable } from "../../storage/within.ts";
import type { Pages } from "../door.ts";
import { fieldOf } from "../field.ts";
import { localeWanted, pageHeaders } from "../page.ts";
import type { StaffDoor, StaffOpened } from "../staff-door.ts";
import { back, signIn, signOut } from "../staff-session.ts";
import { ConsolePage } from "./page.tsx";
import { isNote, ROOMS, viewOf, type Note, type Shown } from "./view.ts";

const PAGE = "/console";
const EXCHANGE = /^exc_[0-9a-f]{2}[\w-]{20,60}$/;

/** /console: what the brand took and gave back, what it asks, and what it owes. All of it works without a script. */
export function consoleRoutes(door: StaffDoor): Hono<Pages> {
  const routes = new Hono<Pages>();
  for (const { room, path } of ROOMS)
    routes.get(
      path,
      named((c) => show(door, c, room)),
    );
  return routes
    .post(
      "/console/sign-in",
      named((c) => signIn(door, c, PAGE)),
    )
    .post(
      "/console/sign-out",
      named((c) => signOut(door, c, PAGE)),
    )
    .post(
      "/console/benefit",
      named((c) => step(door, c, "benefits", endPromise)),
    )
    .post(
      "/console/task",
      named((c) => step(door, c, "tasks", changeTask)),
    );
}

/** Where no site is named, the path may be one of the pages that come through here. */
function named(work: (c: Context<Pages>) => Promise<Response>) {
  return async (c: Context<Pages>, next: Next): Promise<Response | void> => (c.req.query("site") === undefined ? next() : work(c));
}

async function show(door: StaffDoor, c: Context<Pages>, room: Room): Promise<Response> {
  const opened = await door.open(c);
  const shown = await shownIn(c, opened, room);
  const view = await viewOf(opened, localeWanted(c), shown);
  return c.html(html`<!doctype html>${<ConsolePage view={view} />}`, shown.note === "noteAway" ? 503 : 200, pageHeaders("'none'"));
}

async function shownIn(c: Context<Pages>, { call, staff }: StaffOpened, room: Room): Promise<Shown> {
  const note = c.req.query("note");
  const shown = { room, held: null, note: isNote(note) ? note : null };
  const scopes: readonly string[] = ROOMS.find((item) => item.room === room)?.scopes ?? [];
  if (!staff?.scopes.some((scope) => scopes.includes(scope))) return shown;
  const held = await lookAtRoom(call, room, staff.scopes).catch(nullWhereAway);
  return { ...shown, held, note: held ? shown.note : "noteAway" };
}

function nullWhereAway(error: unknown): null {
  if (error instanceof Unavailable) return null;
  throw error;
}

type Stepped = Promise<Result<unknown, "unknown" | "unavailable">>;
type Step = (call: Call, id: string, form: FormData) => Stepped;

/** Takes down what was done about something that is owed, for whoever signed in with the scope for it. */
async function step(door: StaffDoor, c: Context<Pages>, scope: string, work: Step): Promise<Response> {
  const { form, call, staff } = await door.openForm(c);
  const to = (note: Note) => back(c, staff ? "/console/owed" : PAGE, call.program.site.key, note);
  if (!staff) return to("noteSession");
  const id = fieldOf(form, "id");
  if (!staff.scopes.includes(scope) || !EXCHANGE.test(id)) return to("noteGone");
  const stepped = await work(call, id, form).catch(nullWhereAway);
  if (stepped?.ok) return to("noteDone");
  return to(stepped?.error === "unknown" ? "noteGone" : "noteAway");
}

const endPromise: Step = async (call, id, form) => {
  const outcome = (["delivered", "acknowledged"] as const).find((item) => item === fieldOf(form, "outcome"));
  return outcome ? reportDelivery(call, id, outcome) : refuse("unknown");
};

const changeTask: Step = async (call, id, form) => {
  const state = (["taken", "done"] as const).find((item) => item === fieldOf(form, "state"));
  return state ? stepTask(call, id, { state, who: actorName(call.actor) }) : refuse("unknown");
};
