import { SECRET_KEY } from "../client.ts";
import { KEY, type Cases } from "./case.ts";

const part = (id: string, number: string, query: string) => `/v1/imports/${id}/parts/${number}?site=${KEY}${query}`;
const good = { method: "PUT", key: SECRET_KEY, text: "subject\n", headers: { "content-type": "text/csv" }, status: 422 };
const taken = (kind: string, query: string) => ({ path: `/v1/exports/${kind}?site=${KEY}${query}`, key: SECRET_KEY, status: 422 });

export const BULK: Cases = {
  "import: an id too short": { ...good, path: part("short", "1", "&from=crm&source=volunteered"), field: "id", rule: "id" },
  "import: no such part": { ...good, path: part("import-one", "0", "&from=crm&source=volunteered"), field: "part", rule: "range" },
  "import: nobody says where it is from": { ...good, path: part("import-one", "1", "&source=volunteered"), field: "from" },
  "import: nobody says what it holds": { ...good, path: part("import-one", "1", "&from=crm"), field: "source", rule: "enum" },
  "import: a time that is none": { ...good, path: part("import-one", "1", "&from=crm&source=volunteered&at=noon"), field: "at" },
  "import: of something else": { ...good, path: part("import-one", "1", "&from=crm&kind=people"), field: "kind", rule: "enum" },
  "import: another format": {
    ...good,
    path: part("import-one", "1", "&from=crm&source=volunteered"),
    headers: { "content-type": "application/json" },
    field: "content-type",
    rule: "format",
  },
  "import: a part too large": {
    ...good,
    path: part("import-one", "1", "&from=crm&source=volunteered"),
    text: "x".repeat(5 * 1024 * 1024 + 1),
    status: 413,
    field: "(body)",
    rule: "size",
  },
  "import: a publishable key": {
    ...good,
    path: part("import-one", "1", "&from=crm&source=volunteered"),
    key: KEY,
    status: 401,
    field: "authorization",
  },
  "export: of something else": { ...taken("people", ""), field: "kind", rule: "enum" },
  "export: another format": { ...taken("profiles", "&format=xml"), field: "format", rule: "enum" },
  "export: for a purpose nobody declared": { ...taken("events", "&purpose=profit"), field: "purpose", rule: "declared" },
  "export: of a bucket that there is not": { ...taken("profiles", "&bucket=256"), field: "bucket", rule: "range" },
  "export: after something that is no place": { ...taken("profiles", "&after=everybody"), field: "after", rule: "cursor" },
  "export: after an event that is none": { ...taken("events", `&after=sub_${"0".repeat(32)}.%25E0`), field: "after", rule: "cursor" },
  "export: too much at once": { ...taken("profiles", "&limit=1001"), field: "limit", rule: "range" },
  "export: a publishable key": { ...taken("profiles", ""), key: KEY, status: 401, field: "authorization" },
};
