/** GET /openapi.json: the description of this API; nobody else pays for it. */
export async function openApiRoute(): Promise<Response> {
  const { openApiDocument } = await import("../openapi/document.ts");
  const headers = { "cache-control": "public, max-age=300", "access-control-allow-origin": "*" };
  return Response.json(openApiDocument(), { headers });
}
