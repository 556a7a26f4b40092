import type { Child } from "hono/jsx";
import type { AdviserView } from "../../actions/advisor/look-up.ts";
import type { SlotDecision } from "../../core/targeting/decide.ts";
import { Section } from "../section.tsx";
import { Form } from "../staff-forms.tsx";
import type { AdvisorView } from "./view.ts";

interface Shown {
  readonly view: AdvisorView;
  readonly seen: AdviserView;
}

/** What could be said to whoever calls, what each rests on, and what became of it. */
export function HintsSection({ view, seen }: Shown): Child {
  const { words } = view;
  return (
    <Section id="hints" title={words.hints} nothing={seen.hints.length === 0 && words.nothing}>
      <ol class="cards">
        {seen.hints.map((hint) => (
          <Hint view={view} seen={seen} hint={hint} />
        ))}
      </ol>
    </Section>
  );
}

function Hint({ view, seen, hint }: Shown & { readonly hint: SlotDecision }): Child {
  const { words, asked } = view;
  const texts = textsOf(hint);
  const carried = { ...{ view: seen.view, subject: seen.subject, experience: hint.experience ?? "" }, kind: asked.kind };
  return (
    <li class="card">
      {texts.map((text) => (
        <p class="value">{text}</p>
      ))}
      {hint.because.map(({ sentence, attribute }) => (
        <p class="small">
          {words.because}: {sentence ?? view.nameOf(attribute)}
        </p>
      ))}
      <Form view={view} to="hint" class="actions">
        {Object.entries({ ...carried, identifier: asked.value }).map(([name, value]) => (
          <input type="hidden" name={name} value={value} />
        ))}
        {(["taken", "ignored"] as const).map((outcome) => (
          <button
            type="submit"
            name="outcome"
            value={outcome}
            class={outcome === "ignored" ? "quiet" : undefined}
            aria-label={`${words[outcome]}: ${texts[0] ?? ""}`}
          >
            {words[outcome]}
          </button>
        ))}
      </Form>
    </li>
  );
}

/** The words of a hint; links and pictures are for pages. */
function textsOf({ content }: SlotDecision): readonly string[] {
  return Object.values(content ?? {}).flatMap((field) => {
    if (typeof field === "string") return [field];
    return "text" in field && typeof field.text === "string" ? [field.text] : [];
  });
}
