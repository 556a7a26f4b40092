import { createServer } from "node:http";
import { c15tInstance } from "@c15t/backend";
import { kyselyAdapter } from "@c15t/backend/db/adapters/kysely";
import { migrator } from "@c15t/backend/db/migrator";
import { DB } from "@c15t/backend/db/schema";
import Database from "better-sqlite3";
import { Kysely, SqliteDialect } from "kysely";

/** c15t's backend as its documentation sets it up, over SQLite in the file named first; prints its port. */
const database = new Database(process.argv[2]);
database.pragma("journal_mode = WAL");
const adapter = kyselyAdapter({ db: new Kysely({ dialect: new SqliteDialect({ database }) }), provider: "sqlite" });
await (await migrator({ db: DB.client(adapter), schema: "latest" })).execute();
const { handler } = c15tInstance({
  appName: "bench",
  basePath: "/",
  trustedOrigins: ["https://shop.example"],
  adapter,
  logger: { level: "error" },
});

const server = createServer(async (request, response) => {
  const parts = [];
  for await (const part of request) parts.push(part);
  const { method, headers, url } = request;
  const body = parts.length === 0 ? undefined : Buffer.concat(parts);
  const answered = await handler(new Request(`http://127.0.0.1${url}`, { method, headers, body }));
  const text = Buffer.from(await answered.arrayBuffer());
  response.writeHead(answered.status, { "content-type": "application/json", "content-length": text.length }).end(text);
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
