import { testProgram } from "../../support/program.ts";
import { reportingProgram } from "../../support/reports.ts";
import { SECRET_KEY } from "../client.ts";
import { BIG, DEEP, KEY, type Cases } from "./case.ts";

const POINT = "A".repeat(43);

/** A program that pins a key with this added to it. */
function pinning(key: object, more: object): Record<string, unknown> {
  const { controllers } = testProgram() as { controllers: readonly object[] };
  const [acme, ...others] = controllers;
  const identity = { issuer: "https://login.acme.example", keys: [{ kid: "k", x: POINT, ...key, ...more }] };
  return testProgram({ controllers: [{ ...acme, identity }, ...others] });
}

const pinned = (key: object, more: object) => ({ path: "/v1/programs", key: SECRET_KEY, body: pinning(key, more), status: 422 }) as const;

/** A program whose first experience is a bandit as this says. */
function learning(bandit: object) {
  const [first, ...others] = testProgram()["experiences"] as readonly object[];
  const body = testProgram({ experiences: [{ ...first, experiment: { bandit } }, ...others] });
  return { path: "/v1/programs", key: SECRET_KEY, body, status: 422 } as const;
}

/** A program whose first site looks as this says. */
function looking(look: object) {
  const [first, ...others] = testProgram()["sites"] as readonly object[];
  const light = { paper: "#ffffff", ink: "#222222", accent: "#0b5c6b" };
  const body = testProgram({ sites: [{ ...first, look: { light, ...look } }, ...others] });
  return { path: "/v1/programs", key: SECRET_KEY, body, status: 422 } as const;
}

const texts = { en: "x", de: "x" };
/** A program with a moment that shows something for trust as this says. */
function showing(moment: object) {
  const body = testProgram({ moments: [{ key: "zero", trust: [{ kind: "fact", texts }], ...moment }] });
  return { path: "/v1/programs", key: SECRET_KEY, body, status: 422 } as const;
}

export const PROGRAMS: Cases = {
  "programs: a moment that shows itself for no purpose": {
    ...showing({ slot: "aside" }),
    field: "moments.0",
    rule: "E188: what a moment shows by itself is there, and has a slot and a purpose",
  },
  "programs: a moment shown in no slot of a site": { ...showing({ slot: "nowhere", purpose: "contextual" }), field: "moments.0.slot" },
  "programs: ink that cannot be read": {
    ...looking({ dark: { paper: "#222222", ink: "#333333", accent: "#eeeeee" } }),
    field: "sites.0.look.dark.ink",
    rule: "E160: text can be read on the brand's paper, light and dark",
  },
  "programs: a logo of another host": { ...looking({ logo: { src: "//cdn.example/logo.svg" } }), field: "sites.0.look.logo.src" },
  "programs: a typeface that ends the rule": { ...looking({ font: "x}body{display:none" }), field: "sites.0.look.font" },
  "programs: a bandit of a goal its experience does not have": {
    ...learning({ goal: "nope" }),
    field: "experiences.0.experiment.bandit.goal",
  },
  "programs: a bandit weighed at no known interval": {
    ...learning({ goal: "nope", every: "often" }),
    field: "experiences.0.experiment.bandit.every",
  },
  "programs: a bandit that learns by an open set": {
    ...learning({ goal: "nope", by: { attribute: "mood" } }),
    field: "experiences.0.experiment.bandit.by",
  },
  "programs: the private half of an elliptic key": {
    ...pinned({ kty: "EC", crv: "P-256", y: POINT }, { d: POINT }),
    field: "controllers.0.identity.keys.0.d",
    rule: "unknown-field",
  },
  "programs: the private half of an Edwards key": {
    ...pinned({ kty: "OKP", crv: "Ed25519" }, { d: POINT }),
    field: "controllers.0.identity.keys.0.d",
    rule: "unknown-field",
  },
  "programs: a shared secret in place of a key": {
    ...pinned({ kty: "oct" }, { k: POINT }),
    field: "controllers.0.identity.keys.0.kty",
  },
  "programs: no secret key": { path: "/v1/programs", key: KEY, body: testProgram({}), status: 401, field: "authorization" },
  "programs: a wording that renames the refusal": {
    path: "/v1/programs",
    key: SECRET_KEY,
    body: testProgram({ wordings: [{ key: "sly", share: 1, texts: { en: { title: "x", intro: "y", refuse: "Later" } } }] }),
    status: 422,
    field: "wordings.0.texts.en.refuse",
    rule: "unknown-field",
  },
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
  "programs: a partner without an https address for its privacy notice": {
    path: "/v1/programs",
    key: SECRET_KEY,
    body: testProgram({ partners: [{ key: "north", name: "North", privacyUrl: "javascript:alert(1)", purposes: [], attributes: [] }] }),
    status: 422,
    field: "partners.0.privacyUrl",
    rule: "invalid_format",
  },
  "programs: a report that compares people with too few": {
    path: "/v1/programs",
    key: SECRET_KEY,
    body: reportingProgram({ floor: 14 }),
    status: 422,
    field: "reports.0.personal.floor",
    rule: "E184: nobody is compared with so few that one of them shows",
  },
  "programs: a report of the day": {
    path: "/v1/programs",
    key: SECRET_KEY,
    body: reportingProgram({ every: "day" }),
    status: 422,
    field: "reports.0.personal.every",
  },
  "programs: depth 40": { path: "/v1/programs", key: SECRET_KEY, text: DEEP, status: 422, field: "(body)" },
  "programs: 600 KB": { path: "/v1/programs", key: SECRET_KEY, text: BIG, status: 413, field: "(body)" },
  "programs: rolling back to nothing": { path: "/v1/programs/rollback", key: SECRET_KEY, body: { hash: "00" }, status: 422, field: "hash" },
};
