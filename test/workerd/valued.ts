import { subjectId } from "../../src/core/kernel/ids.ts";
import { shardOf } from "../../src/storage/shards.ts";
import { bindings } from "./bindings.ts";
import { NOON } from "./client.ts";

/** Somebody of whom memory and ads have values, and whom memory gave advice for it, or not. */
export async function valued(wasAdvised: boolean): Promise<void> {
  const subject = subjectId(crypto.getRandomValues(new Uint8Array(16)));
  const { db } = await shardOf(bindings(), subject);
  const value = { value: 1, source: "volunteered", at: NOON, origin: "import", purposes: ["memory", "ads"] };
  await db
    .prepare("INSERT INTO profile (subject, controller, version, attributes, updated_at) VALUES (?1, 'acme', 1, ?2, 0)")
    .bind(subject, JSON.stringify({ town: value, shoeSize: value }))
    .run();
  const insert =
    "INSERT INTO brought (subject, id, controller, kind, what, purpose, at, expires) VALUES (?1, 'x', 'acme', 'advice', 'x', 'memory', 0, 9e15)";
  if (wasAdvised) await db.prepare(insert).bind(subject).run();
}
