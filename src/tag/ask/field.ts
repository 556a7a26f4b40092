import { h } from "../element.ts";
import type { Ask } from "../contract.ts";

export type Value = string | number | boolean | readonly string[];

/** What a person puts an answer in with, and what they put in; undefined while that is nothing. */
export interface Field {
  readonly element: HTMLElement;
  readonly read: () => Value | undefined;
}

/** The field of a question, named by the question itself. */
export function fieldFor(ask: Ask): Field {
  return ask.field === "choice" ? choices(ask) : line(ask);
}

const AUTOCOMPLETE: Readonly<Record<string, AutoFill>> = { email: "email" };

function line({ field, question }: Ask): Field {
  const type = field === "text" ? "text" : field;
  const input = h("input", {
    ...{ className: "one", name: "answer", required: true, maxLength: 500, type, ariaLabel: question },
    autocomplete: AUTOCOMPLETE[field] ?? "off",
  });
  if (field === "number") Object.assign(input, { step: "any", inputMode: "decimal" });
  return { element: input, read: () => (field === "number" ? numberIn(input) : input.value.trim() || undefined) };
}

function numberIn({ valueAsNumber }: HTMLInputElement): number | undefined {
  return Number.isNaN(valueAsNumber) ? undefined : valueAsNumber;
}

/** One of them, or any number where a list is asked for. */
function choices({ choices: all, type, question }: Ask): Field {
  const isList = type === "list";
  const inputs = all.map(({ value }) =>
    h("input", { type: isList ? "checkbox" : "radio", name: "answer", required: !isList, value: String(value) }),
  );
  const labels = inputs.map((input, at) => h("label", {}, input, all[at]?.text ?? ""));
  const read = (): Value | undefined => {
    const chosen = all.filter((_, at) => inputs[at]?.checked).map(({ value }) => value);
    if (chosen.length === 0) return undefined;
    return isList ? chosen.map(String) : chosen[0];
  };
  return { element: h("fieldset", { ariaLabel: question }, h("div", { className: "choices" }, ...labels)), read };
}
