import type { Child } from "hono/jsx";
import { Form } from "./form.tsx";
import type { CentreView } from "./view.ts";

/** The tag's question before all others: whether the person is of age. Both answers weigh the same, and neither is a consent. */
export function AgeQuestion({ view, age }: { readonly view: CentreView; readonly age: number }): Child {
  const { texts } = view.detail;
  return (
    <Form view={view} to="age" class="card">
      <h3 id="age">{texts.ageAsk.replace("{age}", String(age))}</h3>
      <p class="actions" role="group" aria-labelledby="age">
        <button type="submit" name="age" value="adult">
          {texts.ageYes}
        </button>
        <button type="submit" name="age" value="minor">
          {texts.ageNo}
        </button>
      </p>
    </Form>
  );
}
