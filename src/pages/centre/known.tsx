import type { Child } from "hono/jsx";
import type { KnownValue } from "../../core/rights/known-values.ts";
import { dayIn } from "../day.ts";
import { listed } from "./label.tsx";
import { Section } from "../section.tsx";
import { Form } from "./form.tsx";
import { valueIn } from "../value.ts";
import type { CentreView } from "./view.ts";
import type { Words } from "./words.ts";

interface Shown {
  readonly view: CentreView;
  readonly awaits: boolean;
}

/** What is known about me: each value with what it is, where it comes from, since when, what for, and when it goes. */
export function KnownSection({ view, awaits }: Shown): Child {
  const { words, own, standing } = view;
  const values = own?.values ?? [];
  const stands = { nobody: words.knownNobody, device: words.knownDevice, proven: words.proven, unproven: words.hidden };
  return (
    <Section id="known" title={words.known}>
      <p>{stands[standing]}</p>
      {own !== null && values.length === 0 && <p>{words.knownNothing}</p>}
      {values.length > 0 && (
        <ul class="cards">
          {values.map((value) => (
            <Known view={view} value={value} />
          ))}
        </ul>
      )}
      {values.some(({ source }) => source !== "volunteered") && (
        <Form view={view} to="reset" class="actions">
          <button type="submit" class="quiet">
            {words.reset}
          </button>
          <span class="small">{words.resetWhy}</span>
        </Form>
      )}
      {standing !== "proven" && <Prove view={view} awaits={awaits} />}
    </Section>
  );
}

function Known({ view, value }: { readonly view: CentreView; readonly value: KnownValue }): Child {
  const { words, locale } = view;
  const { source, origin, at, purposes, expires } = value;
  const from = origin === "import" || origin === "partner" ? ` (${words[ORIGINS[origin]]})` : "";
  const rows = [
    [words.source, `${words[SOURCES[source]]}${from}`],
    [words.since, dayIn(at, locale)],
    [
      words.purposes,
      listed(
        purposes.map(({ name }) => name),
        locale,
      ),
    ],
    [words.until, expires === null ? "–" : dayIn(expires, locale)],
  ] as const;
  return (
    <li class="card">
      <h3>{value.name}</h3>
      <p class="value">{valueIn(value.value, locale)}</p>
      <dl>
        {rows.map(([term, text]) => (
          <div>
            <dt>{term}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      <Correct view={view} value={value} />
    </li>
  );
}

/** To put a value right where that can be told, and to delete it. */
function Correct({
  view,
  value: { attribute, name, value, correctable },
}: {
  readonly view: CentreView;
  readonly value: KnownValue;
}): Child {
  const { words } = view;
  const text = Array.isArray(value) ? value.join(", ") : typeof value === "string" || typeof value === "number" ? String(value) : "";
  return (
    <Form view={view} to="correct" class="ask">
      <input type="hidden" name="attribute" value={attribute} />
      {correctable && (
        <>
          <label>
            <span>{words.newValue}</span>
            <input type="text" name="value" value={text} maxlength={400} />
          </label>
          <button type="submit" name="change" value="correct" aria-label={`${words.correct}: ${name}`}>
            {words.correct}
          </button>
        </>
      )}
      <button type="submit" name="change" value="delete" class="quiet" aria-label={`${words.delete}: ${name}`}>
        {words.delete}
      </button>
    </Form>
  );
}

const SOURCES = {
  volunteered: "sourceVolunteered",
  observed: "sourceObserved",
  inferred: "sourceInferred",
} as const satisfies Record<KnownValue["source"], keyof Words>;
const ORIGINS = { import: "originImport", partner: "originPartner" } as const;

/** To show that somebody is who they are: an address, and the code that is sent there. */
function Prove({ view, awaits }: Shown): Child {
  const { words, standing } = view;
  return (
    <div id="prove" class="card">
      <h3>{words.prove}</h3>
      <p>{standing === "unproven" ? words.proveWhy : words.proveOther}</p>
      <Form view={view} to="code" class="ask">
        <label>
          <span>{words.email}</span>
          <input type="email" name="email" required autocomplete="email" maxlength={254} dir="ltr" />
        </label>
        <button type="submit">{words.sendCode}</button>
      </Form>
      {awaits && (
        <Form view={view} to="prove" class="ask">
          <label>
            <span>{words.code}</span>
            <input type="text" name="code" required inputmode="numeric" autocomplete="one-time-code" maxlength={20} dir="ltr" />
          </label>
          <button type="submit">{words.enterCode}</button>
        </Form>
      )}
    </div>
  );
}
