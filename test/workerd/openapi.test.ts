import { expect, it } from "vitest";
import { app } from "../../src/http/app.ts";
import { OPERATIONS } from "../../src/openapi/document.ts";
import { bindings } from "./bindings.ts";

it("the description of the API names every route there is, and none that is not", () => {
  const routes = app.routes
    .filter(
      ({ method, path }) =>
        method !== "OPTIONS" && method !== "ALL" && /^\/(v1|opendsr|ofrep|api|healthz|\.well-known|privacy\/look)/.test(path),
    )
    .map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, "{$1}")}`);
  expect(Object.keys(OPERATIONS).toSorted()).toEqual([...new Set(routes)].toSorted());
});

it("is served to anyone as OpenAPI 3.1, with a problem for whatever else happens", async () => {
  const response = await bindings().ASSETS?.fetch("https://assets/openapi.json");
  expect(response?.headers.get("content-type")).toBe("application/json");
  const json = await response?.json<ReturnType<typeof JSON.parse>>();
  expect(json.openapi).toMatch(/^3\.1\./);
  expect(json.paths["/v1/consent/receipts/{id}"].get).toMatchObject({
    parameters: [{ name: "id", in: "path", required: true }, { name: "format" }],
    security: [{ publishable: [] }],
    responses: { default: { content: { "application/problem+json": {} } } },
  });
});
