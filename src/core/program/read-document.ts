import type * as z from "zod/mini";
import { ok, refuse, type Result } from "../kernel/result.ts";
import { programSchema, type Program } from "./schema.ts";

/** A field of a document and the rule it broke. */
export interface Fault {
  readonly field: string;
  readonly rule: string;
  readonly detail: string;
}

const MOST_FAULTS = 50;

/** Reads a document into a program; refuses what does not have its shape, naming each field. */
export function readDocument(document: unknown): Result<Program, readonly Fault[]> {
  const parsed = programSchema().safeParse(document);
  return parsed.success ? ok(parsed.data) : refuse(parsed.error.issues.slice(0, MOST_FAULTS).map(faultOf));
}

function faultOf(issue: z.core.$ZodIssue): Fault {
  const path = issue.path.join(".");
  if (issue.code === "unrecognized_keys")
    return { field: [path, issue.keys[0]].filter(Boolean).join("."), rule: "unknown-field", detail: issue.message };
  return { field: path === "" ? "(document)" : path, rule: issue.code, detail: issue.message };
}
