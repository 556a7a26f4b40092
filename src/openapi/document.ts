import { BULK } from "./bulk.ts";
import { CONSENT } from "./consent.ts";
import { DIRECTORY } from "./directory.ts";
import { ERASURE } from "./erasure.ts";
import { EXCHANGE } from "./exchange.ts";
import { EVENTS } from "./events.ts";
import { RIGHTS } from "./rights.ts";
import type { Answered, Key, Operation, Operations } from "./operation.ts";
import { PERSON } from "./person.ts";
import { SHARING } from "./sharing.ts";
import { TARGETING } from "./targeting.ts";

/** Every route by `METHOD /path`. */
export const OPERATIONS: Operations = {
  ...TARGETING,
  ...EVENTS,
  ...CONSENT,
  ...DIRECTORY,
  ...EXCHANGE,
  ...SHARING,
  ...BULK,
  ...RIGHTS,
  ...ERASURE,
  ...PERSON,
};

const PROBLEM = { description: "What was refused, by field and rule (RFC 9457)", content: { "application/problem+json": {} } };

/** The description of the API (OpenAPI 3.1). */
export function openApiDocument(): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const [route, operation] of Object.entries(OPERATIONS)) {
    const [method = "", path = ""] = route.split(" ");
    paths[path] = { ...paths[path], [method.toLowerCase()]: written(path, operation) };
  }
  return {
    openapi: "3.1.1",
    info: { title: "Earnest", version: "1", license: { name: "Apache-2.0", identifier: "Apache-2.0" } },
    paths,
    components: {
      securitySchemes: {
        publishable: { type: "http", scheme: "bearer", description: "A site's key, pk_…; it authenticates nobody" },
        secret: { type: "http", scheme: "bearer", description: "A server's key, sk_…, with the scope named" },
      },
    },
  };
}

function written(path: string, { summary, keys, body, query = [], answers }: Operation): object {
  const named = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? "");
  const parameters = [
    ...named.map((name) => ({ name, in: "path", required: true, schema: { type: "string" } })),
    ...query.map((name) => ({ name, in: "query", schema: { type: "string" } })),
  ];
  const responses = Object.entries(answers).map(([status, answer]) => [status, responseOf(answer)] as const);
  return {
    summary,
    security: keys.map(securityOf),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(body ? { requestBody: { content: { "application/json": { schema: body } } } } : {}),
    responses: { ...Object.fromEntries(responses), default: PROBLEM },
  };
}

function responseOf(answer: string | Answered): object {
  if (typeof answer === "string") return { description: answer };
  return { description: answer.description, content: { "application/json": { schema: answer.schema } } };
}

function securityOf(key: Key): object {
  if (key === "anyone") return {};
  return key === "publishable" ? { publishable: [] } : { secret: [key.scope] };
}
