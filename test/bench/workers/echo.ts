import { Hono } from "hono";

/** What decide is held against: a bare Hono Worker that parses the same request and answers with its body. */
const app = new Hono().post("/v1/decide", async (c) => c.json(await c.req.json()));

export default app;
