import type { Child } from "hono/jsx";
import { dayIn } from "../day.ts";
import { Form } from "./form.tsx";
import type { CentreView } from "./view.ts";
import { filled } from "../words.ts";

/** What I let one other person see, how often they looked, and how to end it; nothing where nothing is let. */
export function Granted({ view }: { readonly view: CentreView }): Child {
  const { words, grants, locale } = view;
  if (grants.length === 0) return null;
  return (
    <>
      <h3>{words.grants}</h3>
      <ul class="cards">
        {grants.map(({ id, name, to, until, ended, reads }) => (
          <li class="card">
            <h4>{name}</h4>
            <p>{filled(words.grantTo, { name: to.called ?? words.grantUnnamed, day: dayIn(until, locale, true), count: String(reads) })}</p>
            {ended === null ? (
              <Form view={view} to="grant" class="actions">
                <button type="submit" name="grant" value={id} class="quiet">
                  {words.grantEnd}
                </button>
              </Form>
            ) : (
              <p class="off">{words.grantOver}</p>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}
