import type { Child } from "hono/jsx";
import type { Staff } from "./staff-door.ts";
import type { StaffView } from "./staff-view.ts";
import { filled } from "./words.ts";

interface Shown {
  readonly view: StaffView;
}

interface FormProps extends Shown {
  readonly to: string;
  readonly class?: string;
  readonly children?: Child;
}

/** A form of a page of the staff; where it goes names site and language, and nobody. */
export function Form({ view: { under, site, locale }, to, class: kind, children }: FormProps): Child {
  return (
    <form method="post" action={`/${under}/${to}?site=${site}&locale=${locale}`} class={kind} autocomplete="off">
      {children}
    </form>
  );
}

export function SignInForm({ view }: Shown): Child {
  const { words, brand } = view;
  return (
    <Form view={view} to="sign-in">
      <p>{filled(words.signInWhy, { name: brand })}</p>
      <label class="field">
        <span>{words.name}</span>
        <input
          type="text"
          name="name"
          required
          maxlength={60}
          pattern="[\w.:\-]+"
          dir="ltr"
          aria-describedby="name-why"
          autocomplete="username"
        />
      </label>
      <p id="name-why" class="small">
        {words.nameWhy}
      </p>
      <label class="field">
        <span>{words.key}</span>
        <input type="password" name="key" required maxlength={100} dir="ltr" aria-describedby="key-why" autocomplete="current-password" />
      </label>
      <p id="key-why" class="small">
        {words.keyWhy}
      </p>
      <button type="submit">{words.signIn}</button>
    </Form>
  );
}

/** A team's own sign-in ends where it began. */
export function SignOutForm({ view, staff }: Shown & { readonly staff: Staff }): Child {
  const { words } = view;
  const who = filled(words.signedIn, { name: staff.name });
  return staff.by === "access" ? (
    <p class="small">
      {who} <a href="/cdn-cgi/access/logout">{words.signOut}</a>
    </p>
  ) : (
    <Form view={view} to="sign-out" class="actions">
      <span class="small">{who}</span>
      <button type="submit" class="quiet">
        {words.signOut}
      </button>
    </Form>
  );
}
