import type { Context } from "hono";
import type { Call } from "../actions/call.ts";
import type { Pages } from "./door.ts";

/** Who opens a page of the staff; null: they have not signed in. */
export interface Staff {
  readonly name: string;
  /** By a token of Cloudflare Access, which signs out elsewhere, or by a key. */
  readonly by: "access" | "key";
  /** Of the scopes these pages have a use for, those that they hold. */
  readonly scopes: readonly string[];
}

/** A page of the staff, opened. What is done in `call` is done by them. */
export interface StaffOpened {
  readonly call: Call;
  readonly staff: Staff | null;
}

/** How pages come by whoever of the staff asks. The Worker puts it in. */
export interface StaffDoor {
  /** Opens a page whose site is named by `?site=`, or by its host; refused where none is. */
  readonly open: (c: Context<Pages>) => Promise<StaffOpened>;
  /** The same for a form of such a page: refused unless the page itself sent it. */
  readonly openForm: (c: Context<Pages>) => Promise<StaffOpened & { readonly form: FormData }>;
  /** Signs somebody in by a key; null where they say no name, or it is no key with a scope of these pages for this site. */
  readonly signIn: (c: Context<Pages>, call: Call, key: string, name: string) => Promise<"name" | "key" | null>;
  readonly signOut: (c: Context<Pages>) => void;
}
