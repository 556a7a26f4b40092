import type { Child } from "hono/jsx";
import { Form } from "../staff-forms.tsx";
import { KINDS, type AdvisorView } from "./view.ts";
import type { Words } from "./words.ts";

interface Shown {
  readonly view: AdvisorView;
}

const NAMES = { phone: "kindPhone", email: "kindEmail", card: "kindCard", user: "kindUser" } as const satisfies Record<
  (typeof KINDS)[number],
  keyof Words
>;

export function LookUpForm({ view }: Shown): Child {
  const { words, asked } = view;
  return (
    <section aria-labelledby="who-calls">
      <h2 id="who-calls">{words.lookUp}</h2>
      <Form view={view} to="look-up" class="ask">
        <label>
          <span>{words.kind}</span>
          <select name="kind">
            {KINDS.map((kind) => (
              <option value={kind} selected={kind === asked.kind}>
                {words[NAMES[kind]]}
              </option>
            ))}
          </select>
        </label>
        <label>
          <span>{words.identifier}</span>
          <input
            type="text"
            name="identifier"
            required
            maxlength={200}
            value={asked.value}
            dir="ltr"
            autocomplete="off"
            spellcheck={false}
          />
        </label>
        <button type="submit">{words.show}</button>
      </Form>
    </section>
  );
}
