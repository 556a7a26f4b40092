import type { Context } from "hono";
import type { Pages } from "./door.ts";
import { fieldOf } from "./field.ts";
import type { StaffDoor } from "./staff-door.ts";

/** What any page of the staff says of what was sent last. */
type Note = "noteName" | "noteKey" | "noteOut";

/** Takes the form by which somebody of the staff signs in, and leads back to the page. */
export async function signIn(door: StaffDoor, c: Context<Pages>, page: string): Promise<Response> {
  const { call, form } = await door.openForm(c);
  const refused = await door.signIn(c, call, fieldOf(form, "key").trim().slice(0, 100), fieldOf(form, "name").trim());
  const note: Note | null = refused && (refused === "name" ? "noteName" : "noteKey");
  return back(c, page, call.program.site.key, note);
}

export async function signOut(door: StaffDoor, c: Context<Pages>, page: string): Promise<Response> {
  const { call } = await door.openForm(c);
  door.signOut(c);
  return back(c, page, call.program.site.key, "noteOut" satisfies Note);
}

/** Leads back to a page of the staff, which says in a note what came of it. */
export function back(c: Context<Pages>, page: string, site: string, note: string | null): Response {
  const query = new URLSearchParams({ site, ...(note ? { note } : {}) });
  const locale = c.req.query("locale");
  if (locale !== undefined) query.set("locale", locale);
  c.header("cache-control", "no-store");
  return c.redirect(`${page}?${query.toString()}`, 303);
}
