import { Hono } from "hono";

/**
 * What decide is held against: a bare Hono Worker that parses the same request and answers with its body. With
 * `PADDING` bound its answer is as long as decide's.
 */
const app = new Hono<{ readonly Bindings: { readonly PADDING?: string } }>().post("/v1/decide", async (c) => {
  const body: object = await c.req.json();
  return c.json(c.env.PADDING ? { ...body, padding: c.env.PADDING } : body);
});

export default app;
