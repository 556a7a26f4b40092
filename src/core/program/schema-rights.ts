import * as z from "zod/mini";
import { isZone } from "../kernel/zone.ts";
import type { Parts } from "./schema-parts.ts";

/** 32 bytes in base64, as the agents' directory of the Data Rights Protocol shows them. */
const VERIFY_KEY = /^[A-Za-z0-9+/]{43}=$/;

/** How a controller answers requests of people: on which clocks and days, and the agents it takes requests from. */
export function rightsSchema({ text }: Parts) {
  const host = z.string().check(z.regex(/^[a-z0-9.-]{1,253}$/, "must be a host such as agent.example, in lower case"));
  /** Hosts to which the status of a request may be sent, where whoever files it asks for that. */
  const callbackHosts = z._default(z.array(host).check(z.maxLength(20)), []);
  const agent = z.strictObject({
    id: z.string().check(z.regex(/^[\w.:-]{1,60}$/, "must have 1 to 60 letters, digits or any of _.:-")),
    name: text,
    key: z.string().check(z.regex(VERIFY_KEY, "must be an Ed25519 key, 32 bytes in base64")),
    /** True where its word is taken for an address it says it verified. */
    verifies: z._default(z.boolean(), false),
    callbackHosts,
  });
  return z.strictObject({
    zone: z._default(z.string().check(z.refine(isZone, "must name a time zone such as Europe/Berlin")), "UTC"),
    /** Where the desk reads that a request is due soon, or late. */
    desk: z.optional(z.email().check(z.maxLength(200))),
    holidays: z._default(z.array(z.iso.date()).check(z.maxLength(200)), []),
    /** What the controller is called in the Data Rights Protocol. */
    businessId: z.optional(z.string().check(z.regex(/^[\w.:-]{1,60}$/, "must have 1 to 60 letters, digits or any of _.:-"))),
    agents: z._default(z.array(agent).check(z.maxLength(100)), []),
    callbackHosts,
  });
}

/** How requests are answered, as it was published. */
export type RightsDesk = DeepReadonly<z.infer<ReturnType<typeof rightsSchema>>>;
type DeepReadonly<T> = { readonly [Key in keyof T]: T[Key] extends object ? DeepReadonly<T[Key]> : T[Key] };

/** Where a program says nothing of it. */
export const PLAIN_DESK: RightsDesk = { zone: "UTC", holidays: [], agents: [], callbackHosts: [] };
