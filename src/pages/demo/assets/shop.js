// The shop's own script: it tells Earnest what was looked at. Earnest drops it unless the person allowed it.
(() => {
  const main = document.querySelector("main");
  if (!main) return;
  const { product, category, list, added } = main.dataset;
  const price = Number(main.dataset.price);

  // Before the tag is there the call waits in the line it leaves for that.
  /** @type {Window & { earnest?: { q: { push(call: readonly [string, string, object]): unknown } } }} */
  const page = window;
  const earnest = (page.earnest = page.earnest ?? { q: [] });
  /** @type {(event: string, properties: object) => unknown} */
  const track = (event, properties) => earnest.q.push(["track", event, properties]);

  if (product) track("Product Viewed", { category, product, price });
  if (list) track("Product List Viewed", { category: list });

  // A basket that is loaded again has not grown.
  const [navigation] = performance.getEntriesByType("navigation");
  if (added && navigation && navigation.type === "navigate") track("Product Added", { category, product: added, price });
})();
