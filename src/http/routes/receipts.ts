import type { Context } from "hono";
import { openVisitor } from "../../actions/consent/open-visitor.ts";
import { readReceipt } from "../../actions/consent/read-receipt.ts";
import type { Keyring } from "../../core/consent/keyring.ts";
import { signReceipt } from "../../core/consent/receipt/jws.ts";
import { kantaraOf } from "../../core/consent/receipt/kantara.ts";
import { receiptOf } from "../../core/consent/receipt/record.ts";
import { signingKeysOf } from "../../core/consent/receipt/signing-key.ts";
import type { ReceiptSource } from "../../core/consent/receipt/source.ts";
import { asReceiptId } from "../../core/kernel/ids.ts";
import { answerText } from "../answer.ts";
import { credentialsOf } from "../credentials.ts";
import type { App } from "../env.ts";
import { openBrowserCall } from "../open-call.ts";
import { Problem } from "../problem.ts";
import { limitRate } from "../rate.ts";
import { oneOf } from "../validate.ts";

const FORMATS = ["jsonld", "jws", "kantara"] as const;
type Format = (typeof FORMATS)[number];

const FILES: Readonly<Record<Format, readonly [type: string, ending: string]>> = {
  jsonld: ["application/ld+json", "json"],
  jws: ["application/jose", "jws"],
  kantara: ["application/json", "kantara.json"],
};

/** GET /v1/consent/receipts/{id}: one's own receipt as JSON-LD, signed as a JWS, or as Kantara 1.1. */
export async function receiptRoute(c: Context<App>): Promise<Response> {
  await limitRate(c.env, c.req.raw.headers);
  const call = await openBrowserCall(c);
  const format = formatOf(c);
  const id = asReceiptId(c.req.param("id") ?? "");
  const visitor = await openVisitor(call.platform, call.program, credentialsOf(c.req.raw.headers));
  const source = id && (await readReceipt(call, visitor, id));
  if (!source) throw new Problem("not-found");
  const [type, ending] = FILES[format];
  const response = answerText(c, await write(format, source, call.platform.keyring), 200, null);
  response.headers.set("content-type", type);
  response.headers.set("content-disposition", `attachment; filename="consent-receipt-${source.entry.id}.${ending}"`);
  return response;
}

/** `?format=` decides; without it `Accept: application/jose` asks for the signed form. */
function formatOf(c: Context<App>): Format {
  const asked = c.req.query("format");
  if (asked !== undefined) return oneOf(asked, "format", FORMATS);
  return c.req.header("accept")?.includes("application/jose") ? "jws" : "jsonld";
}

async function write(format: Format, source: ReceiptSource, keyring: Keyring): Promise<string> {
  if (format === "kantara") return JSON.stringify(kantaraOf(source), null, 2);
  const receipt = receiptOf(source);
  if (format === "jsonld") return JSON.stringify(receipt, null, 2);
  const [current] = await signingKeysOf(keyring);
  if (!current) throw new Problem("misconfigured");
  return signReceipt(current, receipt);
}
