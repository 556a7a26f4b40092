import { KEY, type Cases } from "./case.ts";

const SENT = { method: "POST", headers: { "content-type": "application/x-www-form-urlencoded" } };
const FORMS = ["advisor/sign-in", "advisor/sign-out", "advisor/look-up", "advisor/hint"].concat([
  "console/sign-in",
  "console/sign-out",
  "console/benefit",
  "console/task",
]);

/** What no form of the staff's pages may be, whoever sends it. */
const casesOf = (form: string): Cases => ({
  [`${form}: from another page`]: {
    ...{ path: `/${form}?site=${KEY}`, ...SENT, text: "name=anna", status: 403, field: "origin", rule: "origin" },
    headers: { ...SENT.headers, origin: "https://elsewhere.example" },
  },
  [`${form}: no form`]: {
    ...{ path: `/${form}?site=${KEY}`, method: "POST", text: "{}", status: 422, field: "(body)", rule: "form" },
    headers: { "content-type": "application/json" },
  },
  [`${form}: too long`]: {
    ...{ path: `/${form}?site=${KEY}`, ...SENT, text: "name=anna", status: 413, field: "(body)", rule: "size" },
    headers: { ...SENT.headers, "content-length": "70000" },
  },
  [`${form}: an unknown site`]: { path: `/${form}?site=pk_nobody`, ...SENT, text: "name=anna", status: 422, field: "site", rule: "known" },
});

export const STAFF: Cases = {
  ...Object.assign({}, ...FORMS.map(casesOf)),
  "advisor: an unknown site": { path: "/advisor?site=pk_nobody", status: 422, field: "site", rule: "known" },
  "console: an unknown site": { path: "/console?site=pk_nobody", status: 422, field: "site", rule: "known" },
  "console: a site that is none": { path: "/console/owed?site=..", status: 422, field: "site", rule: "known" },
};
