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

  const till = document.querySelector("form[data-till]");
  if (till instanceof HTMLFormElement) runTill(till);

  // A basket that is loaded again has not grown.
  const [navigation] = performance.getEntriesByType("navigation");
  if (added && navigation && navigation.type === "navigate") track("Product Added", { category, product: added, price });

  /** Redeems what was typed in and gives points, at a till that is there in local mode only. @param {HTMLFormElement} form */
  function runTill(form) {
    const [says, points] = [form.querySelector("[data-till-says]"), form.querySelector("[data-till-points]")];
    const input = form.querySelector("input");
    const once = crypto.randomUUID();
    const headers = { authorization: "Bearer pk_demo_shop", "content-type": "application/json", "idempotency-key": once };
    /** @param {{ readonly points: number | null }} told */
    const tellPoints = (told) => {
      if (points && told.points !== null) points.textContent = `Your cairns: ${told.points}`;
    };
    const euros = new Intl.NumberFormat("en-IE", { style: "currency", currency: "EUR" });
    const pay = async () => {
      const code = input?.value.trim() || undefined;
      const body = JSON.stringify({ total: Number(form.dataset.till) * 100, code });
      const response = await fetch("/cart/till", { method: "POST", headers, body });
      const paid = await response.json();
      if (!says) return;
      if (!response.ok) {
        says.textContent = "That code is not good for this basket.";
        return;
      }
      const off = paid.off > 0 ? ` (${euros.format(paid.off / 100)} off)` : "";
      const earned = paid.earned ? ` You earned ${paid.earned} cairns.` : "";
      says.textContent = `Paid in play: ${euros.format(paid.paid / 100)}${off}.${earned}`;
      tellPoints(paid);
    };
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void pay();
    });
    void fetch("/cart/till", { headers }).then(async (response) => response.ok && tellPoints(await response.json()));
  }
})();
