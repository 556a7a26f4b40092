import type { Child } from "hono/jsx";
import { listed } from "./label.tsx";
import { Section } from "../section.tsx";
import { Form } from "./form.tsx";
import type { CentreView } from "./view.ts";
import { filled } from "../words.ts";

/** What can be done with this browser, and with everything. */
export function DeviceSection({ view }: { readonly view: CentreView }): Child {
  const { words, standing } = view;
  const isKnown = standing === "proven" || standing === "unproven";
  return (
    <Section id="device" title={words.device}>
      {standing !== "nobody" && <Pause view={view} />}
      <p>{isKnown ? words.leaveWhy : words.forgetWhy}</p>
      {!isKnown && <Stays view={view} />}
      <Form view={view} to="forget" class="actions">
        <button type="submit" class="quiet">
          {isKnown ? words.leave : words.forget}
        </button>
      </Form>
      {isKnown && (
        <>
          <h3>{words.erase}</h3>
          <p>{words.eraseWhy}</p>
          <Stays view={view} />
          {standing === "unproven" && (
            <p>
              <a href="#prove">{words.noteProof}</a>
            </p>
          )}
        </>
      )}
      {standing === "proven" && (
        <Form view={view} to="erase">
          <label class="line">
            <span>{words.eraseSure}</span>
            <input type="checkbox" name="sure" value="yes" required />
          </label>
          <button type="submit">{words.erase}</button>
        </Form>
      )}
    </Section>
  );
}

/** What stays of whoever is erased, by name. */
function Stays({ view: { words, own, locale } }: { readonly view: CentreView }): Child {
  if (own === null || own.stays.length === 0) return null;
  return <p>{filled(words.eraseKept, { list: listed(own.stays, locale) })}</p>;
}

/** Lets nothing be used or recorded for the visit, and goes on again. */
function Pause({ view }: { readonly view: CentreView }): Child {
  const { words, paused } = view;
  return (
    <>
      <p>{paused ? words.pausedNow : words.pauseWhy}</p>
      <Form view={view} to="pause" class="actions">
        <button type="submit" class="quiet" name="paused" value={paused ? "no" : "yes"}>
          {paused ? words.goOn : words.pause}
        </button>
      </Form>
    </>
  );
}
