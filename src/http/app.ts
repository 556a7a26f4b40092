import { Hono, type Context } from "hono";
import { isLocal, Misconfigured } from "../storage/platform.ts";
import type { Bindings } from "../storage/bindings.ts";
import { Unavailable } from "../storage/within.ts";
import { shareWith } from "./answer.ts";
import { servePage } from "./edge/serve-page.ts";
import type { App } from "./env.ts";
import { preflight } from "./middleware/preflight.ts";
import { OneRoute } from "./one-route.ts";
import { Problem, problemResponse } from "./problem.ts";
import { advisorRoutes } from "./routes/advisor.ts";
import { myReportRoutes } from "./routes/me-reports.ts";
import { myJourneyRoute } from "./routes/journey.ts";
import { sourceRoutes } from "./routes/sources.ts";
import { viewsRoute } from "./routes/views.ts";
import { grantRoutes, readGrantRoute } from "./routes/grants.ts";
import { collectionRoutes } from "./routes/collections.ts";
import { breachRoute } from "./routes/breach.ts";
import { catalogueRoute } from "./routes/catalogue.ts";
import { consentRoutes } from "./routes/consent.ts";
import { deadLettersRoute, replayDeadRoute } from "./routes/dead-letters.ts";
import { decideRoute } from "./routes/decide.ts";
import { resultsRoute } from "./routes/experiments.ts";
import { eraseMeRoute, eraseRoute, forgetMeRoute, hearingsRoute } from "./routes/erasure.ts";
import { exportRoute } from "./routes/exports.ts";
import { exposuresRoute } from "./routes/exposures.ts";
import { featuresRoute } from "./routes/features.ts";
import { gpcRoute, healthRoute } from "./routes/health.ts";
import { identityRoutes } from "./routes/identities.ts";
import { importRoutes } from "./routes/imports.ts";
import { jwksRoute } from "./routes/jwks.ts";
import { labelRoute } from "./routes/label.ts";
import { lookRoute } from "./routes/look.ts";
import { verifyLedgerRoute } from "./routes/ledger.ts";
import { evaluateFlagRoute, evaluateFlagsRoute } from "./routes/ofrep.ts";
import { oldTagRoute } from "./routes/old-tag.ts";
import { askResultsRoute } from "./routes/ask-results.ts";
import { askRoutes } from "./routes/asks.ts";
import { meRoutes } from "./routes/me.ts";
import { benefitRoutes } from "./routes/benefits.ts";
import { demoTillRoutes } from "./routes/demo-till.ts";
import { taskRoutes } from "./routes/tasks.ts";
import { loyaltyRoutes } from "./routes/loyalty.ts";
import { offerRoutes } from "./routes/offers.ts";
import { permitsRoute } from "./routes/permits.ts";
import { programRoutes } from "./routes/programs.ts";
import { dataRightsRoutes } from "./routes/data-rights.ts";
import { correctMeRoute, restrictMeRoute } from "./routes/me-correct.ts";
import { exportMeRoute, myRequestsRoute } from "./routes/me-rights.ts";
import { opendsrRoutes } from "./routes/opendsr.ts";
import { requestRoutes } from "./routes/requests.ts";
import { receiptRoute } from "./routes/receipts.ts";
import { previewsRoute } from "./routes/previews.ts";
import { replayDecisionsRoute } from "./routes/replay-decisions.ts";
import { audienceReportRoute } from "./routes/report-audiences.ts";
import { consentReportRoute } from "./routes/report-consents.ts";
import { valueReportRoute } from "./routes/report-value.ts";
import { myValueRoute, valueRoute } from "./routes/value.ts";
import { unusedReportRoute } from "./routes/report-unused.ts";
import { webhookRoutes } from "./routes/webhooks.ts";
import { siteRoute } from "./routes/site.ts";
import { moveBucketRoute, replayRoute, shardsRoute } from "./routes/shards.ts";
import { segmentSettingsRoute } from "./routes/segment-settings.ts";
import { segmentRoutes } from "./routes/segment.ts";
import { whyRoute } from "./routes/why.ts";

/** The hot route stands in an app of its own, which looks for nothing: `HOT` has found it. */
const HOT_PATH = "/v1/decide";
const hot = new Hono<App>({ router: new OneRoute(), getPath: () => HOT_PATH }).post(HOT_PATH, decideRoute).onError(answerError);
const HOT = /^https?:\/\/[^/]+\/v1\/decide(?:[?#]|$)/;

/** Every route of the Worker. */
export const app = new Hono<App>()
  .route("/", hot)
  .options("/v1/*", preflight)
  .route("/v1/consent", consentRoutes)
  .get("/v1/consent/receipts/:id", receiptRoute)
  .post("/v1/ledger/verify", verifyLedgerRoute)
  .get("/v1/site", siteRoute)
  .post("/v1/exposures", exposuresRoute)
  .post("/v1/previews", previewsRoute)
  .post("/v1/why", whyRoute)
  .post("/v1/decisions/replay", replayDecisionsRoute)
  .post("/ofrep/v1/evaluate/flags", evaluateFlagsRoute)
  .post("/ofrep/v1/evaluate/flags/:key", evaluateFlagRoute)
  .options("/ofrep/*", preflight)
  .get("/api/features/:clientKey", featuresRoute)
  .route("/v1", segmentRoutes)
  .get("/v1/projects/:key/settings", segmentSettingsRoute)
  .post("/v1/permits", permitsRoute)
  .route("/v1/identities", identityRoutes)
  .post("/v1/me/erase", eraseMeRoute)
  .post("/v1/me/forget", forgetMeRoute)
  .post("/v1/rights/erase", eraseRoute)
  .get("/v1/rights/erasures", hearingsRoute)
  .route("/v1/me", meRoutes)
  .get("/v1/shards", shardsRoute)
  .post("/v1/shards/move", moveBucketRoute)
  .post("/v1/shards/replay", replayRoute)
  .get("/v1/dead-letters", deadLettersRoute)
  .post("/v1/dead-letters/replay", replayDeadRoute)
  .route("/v1/programs", programRoutes)
  .get("/v1/asks/:ask/results", askResultsRoute)
  .route("/v1/asks", askRoutes)
  .route("/v1/advisor", advisorRoutes)
  .get("/v1/me/views", viewsRoute)
  .post("/v1/breach", breachRoute)
  .route("/v1/collections", collectionRoutes)
  .route("/v1/me/grants", grantRoutes)
  .get("/v1/grants/:id", readGrantRoute)
  .route("/v1/me/sources", sourceRoutes)
  .route("/v1/offers", offerRoutes)
  .route("/v1/benefits", benefitRoutes)
  .route("/v1/tasks", taskRoutes)
  .route("/cart/till", demoTillRoutes)
  .route("/v1/loyalty", loyaltyRoutes)
  .put("/v1/catalogue", catalogueRoute)
  .route("/v1/imports", importRoutes)
  .get("/v1/exports/:kind", exportRoute)
  .get("/v1/experiments/:key/results", resultsRoute)
  .get("/v1/reports/consent", consentReportRoute)
  .get("/v1/reports/audiences", audienceReportRoute)
  .get("/v1/reports/unused", unusedReportRoute)
  .get("/v1/reports/value", valueReportRoute)
  .get("/v1/me/value", myValueRoute)
  .get("/v1/me/journey", myJourneyRoute)
  .route("/v1/me/reports", myReportRoutes)
  .post("/v1/value", valueRoute)
  .route("/v1/requests", requestRoutes)
  .route("/opendsr/2.0", opendsrRoutes)
  .route("/v1", dataRightsRoutes)
  .get("/v1/me/export", exportMeRoute)
  .get("/v1/me/requests", myRequestsRoute)
  .patch("/v1/me/attributes", correctMeRoute)
  .post("/v1/me/restrict", restrictMeRoute)
  .route("/v1/webhooks", webhookRoutes)
  .get("/healthz", healthRoute)
  .get("/tag/:hash{[0-9a-f]{8}}/:part{[a-z]+\\.js}", oldTagRoute)
  .get("/.well-known/gpc.json", gpcRoute)
  .get("/.well-known/earnest-label.json", labelRoute)
  .get("/privacy/look.css", lookRoute)
  .get("/.well-known/jwks.json", jwksRoute);

app.notFound(servePage);

app.onError(answerError);

/** The one place where a failure becomes an answer. What was thrown never leaves; a problem says only what it means to. */
function answerError(error: Error, c: Context<App>): Response {
  const headers = new Headers();
  for (const cookie of c.res.headers.getSetCookie()) headers.append("set-cookie", cookie);
  const problem = problemOf(error);
  if (problem.code !== "forbidden") shareWith(c.req.raw.headers, headers);
  return problemResponse(problem, headers);
}

function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof Unavailable) return new Problem("unavailable", [], {}, { "retry-after": "5" });
  if (error instanceof Misconfigured)
    return new Problem("misconfigured", [{ field: error.setting, rule: "set-up", detail: error.message }]);
  console.error("unexpected", error instanceof Error ? error.name : "error");
  return new Problem("internal");
}

const LOOPBACK = /^https?:\/\/(localhost|127(\.\d{1,3}){3}|\[::1\])[:/]/;

/**
 * Answers a request. In local mode, with its fixed keys and movable clock, only loopback hosts are answered. This is no
 * middleware, since a route with none is dispatched without any composing.
 */
export function answerRequest(request: Request, env: Bindings, context: ExecutionContext): Response | Promise<Response> {
  if (isLocal(env) && !LOOPBACK.test(request.url)) return problemResponse(new Problem("wrong-host"));
  return (request.method === "POST" && HOT.test(request.url) ? hot : app).fetch(request, env, context);
}
