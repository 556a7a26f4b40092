import { describe, expect, it } from "vitest";
import { banner, becomes, called, settle, type Shop } from "../shop.ts";
import { button, withdraw } from "../visitor.ts";
import { adsAsked, watched } from "./watched.ts";

/** What the page's own code writes as text, each to an address of its own. */
const WRITES = `
window.write = () => {
  const at = (name) => "/ads/" + name;
  const box = document.body.appendChild(document.createElement("div"));
  box.innerHTML = '<p>Kept</p><img src="' + at("inner") + '" alt=""><iframe src=' + at("inner-frame") + ' title="x"></iframe>';
  box.insertAdjacentHTML("beforeend", "<img alt='' SRC = '" + at("adjacent") + "'><b>Kept too</b>");
  box.insertAdjacentHTML("beforeend", '<img alt="" srcset="/free.svg 1x, ' + at("set") + ' 2x">');
  const set = new Image();
  set.srcset = at("set-late") + " 2x";
  const source = document.createElement("source");
  source.setAttribute("srcset", at("source"));
  document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href: at("style") }));
  const template = document.createElement("template");
  template.innerHTML = '<img alt="" src="' + at("template") + '">';
  box.append(template.content.cloneNode(true));
  const other = box.appendChild(document.createElement("p"));
  other.outerHTML = "<p><img alt='' src='" + at("outer") + "'></p>";
  window.box = box;
};`;
const WRITE = `<script>${WRITES}</script>`;
const WRITTEN = '<script>document.write(\'<img src="/ads/written" alt=""><i id="parsed">Kept</i>\')</script>';

const open = (shop: Shop) => {
  shop.stub.csp = "default-src 'self' 'unsafe-inline'; connect-src 'self' ws:";
  shop.stub.more["/free.svg"] = { type: "image/svg+xml", body: '<svg xmlns="http://www.w3.org/2000/svg"/>' };
};
const write = (shop: Shop) => shop.page.evaluate("window.write()");

describe("what code writes into the page as text", () => {
  it("asks for nothing that is listed before a choice, and is there otherwise", async () => {
    const shop = await watched({ head: WRITE, body: WRITTEN }, open);
    await write(shop);
    await banner(shop.page).waitFor();
    await write(shop);
    await settle(shop.page);
    expect(adsAsked(shop)).toEqual([]);
    expect(await shop.page.evaluate("box.textContent")).toBe("KeptKept too");
    expect(await shop.page.locator("#parsed").textContent()).toBe("Kept");
    expect(shop.troubles).toEqual([]);
  });

  it("is let go after a grant, and stopped after a withdrawal", async () => {
    const shop = await watched({ head: WRITE, body: WRITTEN }, open);
    await write(shop);
    await button(shop.page, "Accept").click();
    const all = ["adjacent", "inner", "inner-frame", "outer", "set-late", "style", "template", "written"].map((name) => `/ads/${name}`);
    // Of a set the browser picks one, and not the one that is listed.
    await becomes(() => Promise.resolve(adsAsked(shop)), all);
    await withdraw(shop.page);
    await called(shop.stub, "DELETE", "/v1/consent");
    const before = adsAsked(shop).length;
    await write(shop);
    await settle(shop.page);
    expect(adsAsked(shop)).toHaveLength(before);
  });

  it("a frame that came as a copy is taken away again, though it was asked for", async () => {
    const shop = await watched({}, open);
    await called(shop.stub, "GET", "/v1/site");
    await banner(shop.page).waitFor();
    await shop.page.evaluate(() => {
      const inert = new DOMParser().parseFromString('<iframe src="/ads/copied" title="x"></iframe>', "text/html");
      const frame = inert.querySelector("iframe");
      if (frame) document.body.append(document.importNode(frame, true));
    });
    await becomes(() => shop.page.evaluate(() => document.querySelector("iframe")?.getAttribute("src")), "about:blank");
    expect(await shop.page.evaluate(() => document.querySelector("iframe")?.contentDocument?.body.textContent)).toBe("");
  });
});

describe("connections that stay open", () => {
  const connect = (shop: Shop) =>
    shop.page.evaluate(() => {
      const socket = new WebSocket(`ws://${location.host}/ads/socket`);
      socket.addEventListener("open", () => socket.close());
      const events = new EventSource("/ads/events");
      events.addEventListener("error", () => events.close());
      return [socket instanceof EventTarget, socket.readyState];
    });

  it("are not opened to what is listed without a yes, and are with one", async () => {
    const shop = await watched({}, open);
    await banner(shop.page).waitFor();
    await called(shop.stub, "GET", "/v1/site");
    await settle(shop.page);
    expect(await connect(shop)).toEqual([true, undefined]);
    await settle(shop.page);
    expect(adsAsked(shop)).toEqual([]);
    await button(shop.page, "Accept").click();
    await becomes(() => connect(shop), [true, 0]);
    await becomes(() => Promise.resolve(adsAsked(shop).includes("/ads/events")), true);
  });
});
