import { it } from "vitest";
import { banner, called, decision, kept, visit } from "/work/main/test/browser/tag/shop.ts";
it("race", async () => {
  const { stub, page, context } = await visit();
  await context.addInitScript(() => {
    (window as any).log = [];
    const gb = performance.getEntriesByName.bind(performance);
    performance.getEntriesByName = ((n: string) => { const r = gb(n); (window as any).log.push(["fcp?", r.length, Math.round(performance.now()), document.timeline.currentTime]); return r; }) as any;
    new PerformanceObserver((l) => l.getEntries().forEach((e) => (window as any).log.push(["FCP entry", e.startTime, Math.round(performance.now())]))).observe({ type: "paint", buffered: true });
    new PerformanceObserver((l) => l.getEntries().forEach((e) => (window as any).log.push(["SHIFT", e.startTime, Math.round(performance.now())]))).observe({ type: "layout-shift", buffered: true });
    const f = () => { (window as any).log.push(["raf", Math.round(performance.now())]); if (performance.now() < 400) requestAnimationFrame(f); };
    requestAnimationFrame(f);
  });
  await page.goto(stub.origin);
  await banner(page).getByRole("button", { name: "Accept" }).click();
  await called(stub, "POST", "/v1/decide", 2);
  stub.decisions = { hero: decision({ headline: "For you" }) };
  await page.goto(stub.origin);
  await kept(page, "For you");
  let bad = 0;
  for (let i = 0; i < 200; i++) {
    stub.delays["GET /tag.js"] = (i % 12) * 5;
    await page.goto(`${stub.origin}/second`);
    await page.waitForTimeout(350);
    const [shifted, log] = await page.evaluate(() => [window.shifted, JSON.stringify((window as any).log)] as const);
    if (shifted) { bad++; console.log(i, shifted, log); }
  }
  console.log("BAD", bad);
}, 240000);
