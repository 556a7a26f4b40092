import { STEPS } from "./journey.ts";
import { object, TEXT, type Operations } from "./operation.ts";

const OWN = { keys: ["publishable"] } as const;
const NEXT = { type: ["string", "null"] } as const;

/** `percent` of `others` or more have less; the lowest and the highest that is told stand for all beyond. */
const COMPARED = object({ text: TEXT, percent: { type: "integer" }, others: { type: "integer" } });
const REPORT = object({
  ...{ report: TEXT, period: TEXT, name: TEXT, purpose: TEXT, at: TEXT, expires: TEXT, value: { type: "number" }, own: TEXT },
  ...{ compared: { oneOf: [COMPARED, { type: "null" }] }, tip: NEXT },
});

/** /v1/me: a person's own data. */
export const PERSON: Operations = {
  "GET /.well-known/earnest-label.json": {
    summary: "What a site does with data, at a glance, in terms of the Data Privacy Vocabulary",
    keys: ["anyone"],
    query: ["site", "locale"],
    answers: { 200: "the label as JSON-LD" },
  },
  "GET /privacy/look.css": {
    summary: "How the brand of a site looks, as custom properties of a style sheet",
    keys: ["anyone"],
    query: ["site", "v"],
    answers: { 200: "the style sheet" },
  },
  "GET /v1/me": {
    summary: "How far this browser may be told about somebody: nobody, device, proven, unproven",
    ...OWN,
    answers: { 200: "standing" },
  },
  "GET /v1/me/values": {
    summary: "What is known about the person: value, source, time, purposes, expiry",
    ...OWN,
    query: ["locale"],
    answers: { 200: "values", 403: "somebody is known by this pass, and has not proved within 15 minutes to be that person" },
  },
  "GET /v1/me/journey": {
    summary: "What the person came to, was asked and shown at which moment, why, and what came of it, the newest first",
    ...OWN,
    query: ["locale", "after"],
    answers: {
      200: {
        description: "A page; `next` is where the one after begins",
        schema: {
          type: "object",
          required: ["steps", "next"],
          properties: { steps: STEPS, next: NEXT },
        },
      },
      403: "somebody is known by this pass, and has not proved within 15 minutes to be that person",
    },
  },
  "GET /v1/me/reports": {
    summary: "What the person is told of their own numbers, beside those of others like them, the newest first",
    ...OWN,
    query: ["locale"],
    answers: {
      200: { description: "The reports", schema: object({ reports: { type: "array", items: REPORT } }) },
      403: "somebody is known by this pass, and has not proved within 15 minutes to be that person",
    },
  },
  "DELETE /v1/me/reports/{report}/{period}": {
    summary: "Delete one of them",
    ...OWN,
    answers: {
      200: "report, period, deleted",
      403: "somebody is known by this pass, and has not proved within 15 minutes to be that person",
    },
  },
  "POST /v1/me/pause": {
    summary: "Let nothing but what is necessary be used or recorded in this browser for the visit, or end that",
    ...OWN,
    body: object({ paused: { type: "boolean" } }),
    answers: { 200: "paused" },
  },
  "POST /v1/me/reset": {
    summary: "Forget what was observed of the person or worked out about them, and what they were shown; what they told stays",
    ...OWN,
    body: object({}),
    answers: { 200: "reset", 403: "somebody is known by this pass, and has not proved within 15 minutes to be that person" },
  },
  "GET /v1/me/decisions": {
    summary: "What the person was shown lately, a sentence to each thing it rested on, and whether it comes out the same made again",
    ...OWN,
    query: ["locale"],
    answers: { 200: "decisions", 403: "somebody is known by this pass, and has not proved within 15 minutes to be that person" },
  },
};
