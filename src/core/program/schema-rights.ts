import * as z from "zod";
import { isZone } from "../kernel/zone.ts";
import type { Parts } from "./schema-parts.ts";

/** 32 bytes in base64, as the agents' directory of the Data Rights Protocol shows them. */
const VERIFY_KEY = /^[A-Za-z0-9+/]{43}=$/;

/** How a controller answers requests of people: on which clocks and days, and the agents it takes requests from. */
export function rightsSchema({ text }: Parts) {
  const agent = z.strictObject({
    id: z.string().regex(/^[\w.:-]{1,60}$/, "must have 1 to 60 letters, digits or any of _.:-"),
    name: text,
    key: z.string().regex(VERIFY_KEY, "must be an Ed25519 key, 32 bytes in base64"),
    /** True where its word is taken for an address it says it verified. */
    verifies: z.boolean().default(false),
  });
  return z.strictObject({
    zone: z.string().refine(isZone, "must name a time zone such as Europe/Berlin").default("UTC"),
    holidays: z.array(z.iso.date()).max(200).default([]),
    /** What the controller is called in the Data Rights Protocol. */
    businessId: z
      .string()
      .regex(/^[\w.:-]{1,60}$/, "must have 1 to 60 letters, digits or any of _.:-")
      .optional(),
    agents: z.array(agent).max(100).default([]),
  });
}

/** How requests are answered, as it was published. */
export type RightsDesk = DeepReadonly<z.infer<ReturnType<typeof rightsSchema>>>;
type DeepReadonly<T> = { readonly [Key in keyof T]: T[Key] extends object ? DeepReadonly<T[Key]> : T[Key] };

/** Where a program says nothing of it. */
export const PLAIN_DESK: RightsDesk = { zone: "UTC", holidays: [], agents: [] };
