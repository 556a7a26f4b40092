import type { Call } from "../actions/call.ts";
import type { PageContext } from "../actions/targeting/request-values.ts";
import { requestAttributeAt } from "./request-attributes.ts";
import { objectAt, optionalTextAt, recordAt, type Fields } from "./validate.ts";

/** What a page says of itself; `url` where it says none. */
export function pageContextAt(call: Call, value: unknown, url = ""): PageContext {
  const context = value === undefined ? {} : objectAt(value, "context", ["url", "referrer", "locale", "attributes"]);
  return {
    url: optionalTextAt(context["url"], "context.url", 2_048) ?? url,
    referrer: optionalTextAt(context["referrer"], "context.referrer", 2_048),
    locale: optionalTextAt(context["locale"], "context.locale", 40),
    attributes: readAttributes(call, context),
    country: call.country,
    facts: call.facts,
    now: call.now,
  };
}

function readAttributes(call: Call, context: Fields): Fields | undefined {
  if (context["attributes"] === undefined) return undefined;
  const attributes = recordAt(context["attributes"], "context.attributes", 50);
  for (const [key, value] of Object.entries(attributes)) requestAttributeAt(call, key, value, `context.attributes.${key}`);
  return attributes;
}
