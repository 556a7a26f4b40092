import type { Format } from "./parts.ts";

export const TYPES = { csv: "text/csv", ndjson: "application/x-ndjson" } as const;

/** The format of a file by the end of its name. */
export function formatOf(file: string): Format {
  if (file.endsWith(".csv")) return "csv";
  if (file.endsWith(".ndjson") || file.endsWith(".jsonl")) return "ndjson";
  throw new Error("the name of the file must end in .csv or .ndjson");
}
