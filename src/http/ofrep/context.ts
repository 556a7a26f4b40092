import type { Call } from "../../actions/call.ts";
import type { PageContext } from "../../actions/targeting/request-values.ts";
import { invalid } from "../problem.ts";
import { requestAttributeAt } from "../request-attributes.ts";
import { objectAt, optionalTextAt, recordAt, textAt } from "../validate.ts";

export interface Evaluation {
  readonly targetingKey: string;
  readonly context: PageContext;
  /** Fields of the context that nothing here may use; the caller is told their names. */
  readonly ignored: readonly string[];
}

const OF_THE_PAGE = ["targetingKey", "url", "referrer", "locale"];

/**
 * Reads an evaluation context. Clients send one context to all their providers, so it may hold more than is ours: what is
 * no request attribute of the program is not used, never stored, and named in the answer.
 */
export function readEvaluation(call: Call, body: unknown): Evaluation {
  const { context: given } = objectAt(body, "", ["context"]);
  if (given === undefined) throw invalid("context", "object", "must be an object");
  const fields = recordAt(given, "context", 100);
  const targetingKey = fields["targetingKey"] ?? "";
  if (targetingKey === "") throw invalid("context.targetingKey", "targeting-key", "must say for whom flags are evaluated");
  const others = Object.keys(fields).filter((name) => !OF_THE_PAGE.includes(name));
  const own = others.filter((name) => isSettable(call, name));
  return {
    targetingKey: textAt(targetingKey, "context.targetingKey", 400),
    context: {
      url: optionalTextAt(fields["url"], "context.url", 2_048) ?? "",
      referrer: optionalTextAt(fields["referrer"], "context.referrer", 2_048),
      locale: optionalTextAt(fields["locale"], "context.locale", 40),
      attributes: Object.fromEntries(own.map((name) => [name, requestAttributeAt(call, name, fields[name], `context.${name}`)])),
      country: call.country,
      facts: call.facts,
      now: call.now,
    },
    ignored: others.filter((name) => !own.includes(name)),
  };
}

function isSettable({ program }: Call, name: string): boolean {
  const declared = program.attributes[program.attributeIndex.get(name) ?? -1];
  return declared?.source === "request" && declared.from === "context";
}
