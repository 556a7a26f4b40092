import type { Context } from "hono";
import type { Call } from "../actions/call.ts";
import type { Handed } from "../actions/consent/issue-pass.ts";
import type { Visitor } from "../actions/consent/open-visitor.ts";
import type { Bindings } from "../storage/bindings.ts";

/** What a handler's context holds. */
export interface Pages {
  readonly Bindings: Bindings;
}

/** Who opens a page of their own, and what they hold to prove who they are. */
export interface Opened {
  readonly call: Call;
  readonly visitor: Visitor;
  readonly proof: string;
}

/** How pages come by a request's person, and give back what their browser keeps. The Worker puts it in. */
export interface Door {
  /** Opens a page for whom its site is named by `?site=`, or by its host; refused where none is. */
  readonly open: (c: Context<Pages>) => Promise<Opened>;
  /** The same for a form of such a page: refused unless the page itself sent it. */
  readonly openForm: (c: Context<Pages>) => Promise<Opened & { readonly form: FormData }>;
  /** Puts a pass and a proof, where there is one, into an answer. */
  readonly hand: (c: Context<Pages>, headers: Headers, issued: Handed | null, proof?: string) => void;
}
