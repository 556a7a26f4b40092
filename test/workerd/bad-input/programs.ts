import { testProgram } from "../../support/program.ts";
import { SECRET_KEY } from "../client.ts";
import { BIG, DEEP, KEY, type Cases } from "./case.ts";

export const PROGRAMS: Cases = {
  "programs: no secret key": { path: "/v1/programs", key: KEY, body: testProgram({}), status: 401, field: "authorization" },
  "programs: an unknown field": {
    path: "/v1/programs",
    key: SECRET_KEY,
    body: testProgram({ colour: "red" }),
    status: 422,
    field: "colour",
    rule: "unknown-field",
  },
  "programs: a wrong type": { path: "/v1/programs", key: SECRET_KEY, body: testProgram({ locales: "en" }), status: 422, field: "locales" },
  "programs: refused by the linter": {
    path: "/v1/programs",
    key: SECRET_KEY,
    body: testProgram({
      experiences: [{ key: "lost", slot: "nowhere", purpose: "personal", variants: [{ key: "a", content: { en: {}, de: {} } }] }],
    }),
    status: 422,
    field: "experiences.0.slot",
  },
  "programs: a site of another program": {
    path: "/v1/programs",
    key: SECRET_KEY,
    body: testProgram({ key: "somebody-else" }),
    status: 409,
    field: "sites",
  },
  "programs: depth 40": { path: "/v1/programs", key: SECRET_KEY, text: DEEP, status: 422, field: "(body)" },
  "programs: 600 KB": { path: "/v1/programs", key: SECRET_KEY, text: BIG, status: 413, field: "(body)" },
  "programs: rolling back to nothing": { path: "/v1/programs/rollback", key: SECRET_KEY, body: { hash: "00" }, status: 422, field: "hash" },
};
