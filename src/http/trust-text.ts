import type { Because } from "../core/targeting/decide.ts";
import type { ShownTrust } from "../core/targeting/trust.ts";

/** What a slot's decision or a moment rests on, as the items of a JSON array. Keys need no escaping. */
export function becauseText(because: readonly Because[]): string {
  let text = "";
  for (const { attribute, source, purpose, consentVersion, sentence } of because) {
    const said = sentence === undefined ? "" : `,"sentence":${JSON.stringify(sentence)}`;
    text += `${text === "" ? "" : ","}{"attribute":"${attribute}","source":"${source}","purpose":"${purpose}","consentVersion":${consentVersion}${said}}`;
  }
  return text;
}

const written = new WeakMap<ShownTrust["elements"], string>();

/** What stands in a slot for trust, as a further member of its decision; nothing where nothing does. The elements are written once per program. */
export function trustText(trust?: readonly ShownTrust[]): string {
  if (!trust?.length) return "";
  const items = trust.map(({ moment, name, elements, because }) => {
    let text = written.get(elements);
    if (text === undefined) written.set(elements, (text = JSON.stringify(elements)));
    return `{"moment":"${moment}","name":${JSON.stringify(name)},"elements":${text},"because":[${becauseText(because)}]}`;
  });
  return `,"trust":[${items.join(",")}]`;
}
