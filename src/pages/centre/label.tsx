import type { Child } from "hono/jsx";
import type { TrustLabel } from "../../core/consent/label.ts";
import { inWords } from "../../core/kernel/duration-words.ts";
import { Section } from "../section.tsx";
import type { CentreView } from "./view.ts";
import { filled } from "../words.ts";
import type { Words } from "./words.ts";

const NEVER = {
  sale: "neverSale",
  advertising: "neverAdvertising",
  marketing: "neverMarketing",
  sharing: "neverSharing",
  sensitive: "neverSensitive",
  numbers: "neverNumbers",
} as const satisfies Record<TrustLabel["never"][number], keyof Words>;

const SOURCES = { volunteered: "told", observed: "noticed", inferred: "concluded" } as const;

/** The trust label: five lines, from the program itself. */
export function LabelSection({ view: { label, words, locale, site } }: { readonly view: CentreView }): Child {
  const lines = [
    [words.collected, collectedIn(label, words, locale)],
    [
      words.usedFor,
      `${listed(
        label.uses.map(({ name }) => name),
        locale,
      )}.`,
    ],
    [
      words.never,
      `${listed(
        label.never.map((item) => words[NEVER[item]]),
        locale,
      )}.`,
    ],
    [words.gets, getsIn(label, words, locale)],
    [words.kept, label.longest === null ? words.nothing : filled(words.keptAtMost, { time: inWords(label.longest, locale) })],
  ] as const;
  return (
    <Section id="label" title={words.label}>
      <dl class="label">
        {lines.map(([term, text]) => (
          <div>
            <dt>{term}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      <p class="small">
        <a href={`/.well-known/earnest-label.json?site=${site}&locale=${locale}`}>{words.machine}</a>
      </p>
    </Section>
  );
}

function collectedIn({ collected }: TrustLabel, words: Words, locale: string): string {
  const parts = (["volunteered", "observed", "inferred"] as const).flatMap((source) => {
    const names = collected.filter((item) => item.source === source).map(({ name }) => name);
    return names.length === 0 ? [] : [filled(words[SOURCES[source]], { list: listed(names, locale) })];
  });
  return parts.join(" ") || words.nothing;
}

function getsIn({ recipients, controller }: TrustLabel, words: Words, locale: string): string {
  if (recipients.length === 0) return filled(words.getsNobody, { name: controller.name });
  return `${listed([controller.name, ...recipients.map(({ name }) => name)], locale)}.`;
}

/** Names in a row, as the language strings them together. */
export function listed(names: readonly string[], locale: string): string {
  return new Intl.ListFormat(locale, { type: "conjunction" }).format(names);
}
