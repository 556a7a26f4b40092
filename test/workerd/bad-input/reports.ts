import { SECRET_KEY } from "../client.ts";
import { KEY, type Cases } from "./case.ts";

const report = (query: string) => ({ path: `/v1/reports/consent?site=${KEY}${query}`, key: SECRET_KEY, status: 422 });
const results = (experience: string, query = "") => ({
  path: `/v1/experiments/${experience}/results?site=${KEY}${query}`,
  key: SECRET_KEY,
  status: 422,
});

export const REPORTS: Cases = {
  "audiences: a publishable key": { path: `/v1/reports/audiences?site=${KEY}`, key: KEY, status: 401, field: "authorization" },
  "audiences: no date": {
    path: `/v1/reports/audiences?site=${KEY}&day=today`,
    key: SECRET_KEY,
    status: 422,
    field: "day",
    rule: "date",
  },
  "unused: a publishable key": { path: `/v1/reports/unused?site=${KEY}`, key: KEY, status: 401, field: "authorization" },
  "unused: an unknown site": { path: "/v1/reports/unused?site=pk_none", key: SECRET_KEY, status: 422, field: "site", rule: "known" },
  "results: a publishable key": { path: `/v1/experiments/shoes-hero/results?site=${KEY}`, key: KEY, status: 401, field: "authorization" },
  "results: an unknown experiment": { ...results("none"), field: "key", rule: "known" },
  "results: an experience that compares nothing": { ...results("shoes-hero"), field: "key", rule: "known" },
  "results: no share": { ...results("shoes-hero", "&alpha=1"), field: "alpha", rule: "range" },
  "asked: a publishable key": { path: `/v1/asks/size/results?site=${KEY}`, key: KEY, status: 401, field: "authorization" },
  "asked: an unknown ask": { path: `/v1/asks/none/results?site=${KEY}`, key: SECRET_KEY, status: 422, field: "ask", rule: "known" },
  "asked: no share": { path: `/v1/asks/size/results?site=${KEY}&alpha=x`, key: SECRET_KEY, status: 422, field: "alpha", rule: "range" },
  "reports: a publishable key": { path: `/v1/reports/consent?site=${KEY}`, key: KEY, status: 401, field: "authorization" },
  "reports: an unknown site": { path: "/v1/reports/consent?site=pk_none", key: SECRET_KEY, status: 422, field: "site", rule: "known" },
  "reports: no date": { ...report("&from=yesterday"), field: "from", rule: "date" },
  "reports: a day that is none": { ...report("&to=2026-13-40"), field: "to", rule: "date" },
  "reports: the end before the start": { ...report("&from=2026-11-20&to=2026-11-01"), field: "from", rule: "order" },
  "reports: more than a year": { ...report("&from=2020-01-01"), field: "from", rule: "range" },
};
