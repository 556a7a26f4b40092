import type { Child } from "hono/jsx";
import { AgeQuestion } from "./age.tsx";
import { partnerChoice } from "../../core/consent/state.ts";
import { inWords } from "../../core/kernel/duration-words.ts";
import { listed } from "./label.tsx";
import { switchOf } from "./said.ts";
import { Section } from "../section.tsx";
import { Form } from "./form.tsx";
import type { CentreView } from "./view.ts";

type Purpose = CentreView["notice"]["purposes"][number];

interface Shown {
  readonly view: CentreView;
}

/** My choices: the switches of the tag's preference centre, and what each of them is about. */
export function ChoicesSection({ view }: Shown): Child {
  const { notice, detail, consent, words } = view;
  const { texts } = notice;
  return (
    <Section id="choices" title={texts.choices}>
      {consent.signals.display && <p class="note">{detail.texts.honoured}</p>}
      <p>{texts.body}</p>
      {consent.age === null ? <Switches view={view} /> : <AgeQuestion view={view} age={consent.age} />}
      {isAnyGiven(view) && (
        <Form view={view} to="withdraw" class="actions">
          <button type="submit" class="quiet">
            {texts.withdraw}
          </button>
        </Form>
      )}
      <p class="small">{words.choicesHold}</p>
    </Section>
  );
}

/** Every choice there is, and ways to say all of them at once. */
function Switches({ view }: Shown): Child {
  const { notice, detail, locale } = view;
  const { texts } = notice;
  const isGiven = isAnyGiven(view);
  return (
    <Form view={view} to="choices">
      <input type="hidden" name="version" value={notice.version} />
      <input type="hidden" name="locale" value={locale} />
      {notice.purposes.map((purpose) => (
        <PurposeRow view={view} purpose={purpose} />
      ))}
      {detail.partners.length > 0 && <h3>{detail.texts.partners}</h3>}
      {detail.partners.map(({ key, name, privacyUrl }) => (
        <div class="row">
          <Line view={view} id={partnerChoice(key)} name={name} why="" />
          {privacyUrl !== null && /^https?:/i.test(privacyUrl) && (
            <p class="small">
              <a href={privacyUrl} rel="noreferrer">
                {privacyUrl}
              </a>
            </p>
          )}
        </div>
      ))}
      <p class="actions">
        <button type="submit">{texts.save}</button>
        <button type="submit" name="all" value="yes" class="quiet">
          {detail.texts.acceptAll}
        </button>
        {!isGiven && (
          <button type="submit" name="all" value="no" class="quiet">
            {detail.texts.refuseAll}
          </button>
        )}
      </p>
    </Form>
  );
}

function isAnyGiven({ consent }: CentreView): boolean {
  return Object.values(consent.state).includes("granted");
}

function PurposeRow({ view, purpose }: Shown & { readonly purpose: Purpose }): Child {
  const { key, name, why, benefit, incentive, choice } = purpose;
  const { texts } = view.detail;
  return (
    <div class="row">
      {choice ? (
        <Line view={view} id={key} name={name} why={why} />
      ) : (
        <p class="line">
          <span>
            <b>{name}</b> {why}
          </span>
          <span>{texts.always}</span>
        </p>
      )}
      {benefit !== "" && (
        <p>
          <b>{texts.benefit}</b>: {benefit}
        </p>
      )}
      {incentive && (
        <p>
          <b>{texts.incentive}</b>: {incentive.terms} {incentive.value}
        </p>
      )}
      <Details view={view} purpose={purpose} />
    </div>
  );
}

/** A choice with its switch, and what keeps it off. */
function Line({ view, id, name, why }: Shown & { readonly id: string; readonly name: string; readonly why: string }): Child {
  const { consent, notice, detail } = view;
  const { isOn, stopper } = switchOf(consent, id, notice.refusal === "equal-exempt-on");
  return (
    <>
      <input type="hidden" name="shown" value={id} />
      <label class="line">
        <span>
          <b>{name}</b> {why}
        </span>
        <input type="checkbox" name="on" value={id} checked={isOn} disabled={!isOn && stopper !== null} />
      </label>
      {stopper !== null && <p class="off">{detail.texts[stopper]}</p>}
    </>
  );
}

function Details({ view: { detail, locale }, purpose: { key, name } }: Shown & { readonly purpose: Purpose }): Child {
  const more = detail.purposes[key];
  const { texts, partners } = detail;
  if (!more) return null;
  const bases = {
    consent: texts.basisConsent,
    contract: texts.basisContract,
    "legal-obligation": texts.basisDuty,
    "legitimate-interest": texts.basisInterest,
  };
  const names = more.partners.map((partner) => partners.find((item) => item.key === partner)?.name ?? partner);
  const rows = [
    [texts.basis, bases[more.basis]],
    [texts.kept, inWords(more.retention, locale)],
    [texts.data, more.data.length === 0 ? "–" : listed(more.data, locale)],
    [texts.shared, names.length === 0 ? texts.nobody : listed(names, locale)],
  ] as const;
  return (
    <details>
      <summary aria-label={`${texts.details}: ${name}`}>{texts.details}</summary>
      <dl>
        {rows.map(([term, text]) => (
          <div>
            <dt>{term}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
