// The customer's screen: shows each field as it is recorded, says that it did, and strikes what the customer does not want.
import { WORDS } from "./words.js";

const spoken = navigator.language.slice(0, 2);
const language = Object.hasOwn(WORDS, spoken) ? spoken : "en";
const words = WORDS[language];
const byId = (id) => document.getElementById(id);
const key = new URLSearchParams(location.search).get("site") ?? "";
let screen = "";
let list = [];

document.documentElement.lang = language;
document.documentElement.dir = language === "ar" ? "rtl" : "ltr";
document.title = words.title;
byId("title").textContent = words.title;
byId("intro").textContent = words.intro;
byId("code-label").textContent = words.code;
byId("watch").textContent = words.watch;
byId("fields").setAttribute("aria-label", words.list);

function ask(path, body, signal) {
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json", "earnest-screen": screen };
  const init = body === undefined ? { headers, signal } : { method: "POST", headers, body: JSON.stringify(body) };
  return fetch(`/v1/collections/screen${path}`, { ...init, credentials: "include", cache: "no-store" });
}

byId("pair").addEventListener("submit", (event) => {
  event.preventDefault();
  void pair();
});

async function pair() {
  const answer = await ask("/pair", { code: byId("code").value }).catch(() => null);
  if (!answer?.ok) {
    byId("status").textContent = answer ? words.wrong : words.lost;
    return;
  }
  screen = (await answer.json()).screen;
  byId("pair").hidden = true;
  byId("intro").hidden = true;
  byId("status").textContent = words.watching;
  await watch();
}

async function watch() {
  for (let failures = 0; failures < 5;) {
    const answer = await ask(`?locale=${language}`).catch(() => null);
    if (answer && (answer.status === 404 || (answer.ok && (await read(answer.body)) === "over"))) return end();
    failures = answer?.ok ? 0 : failures + 1;
    if (failures > 0) await new Promise((resolve) => setTimeout(resolve, 1_000 * failures));
  }
  byId("status").textContent = words.lost;
}

async function read(body) {
  let rest = "";
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { value, done } = await reader.read().catch(() => ({ done: true }));
    if (done) return "again";
    const parts = (rest + value).split("\n\n");
    rest = parts.pop() ?? "";
    for (const part of parts) {
      if (part.includes("event: over")) return "over";
      const data = part.split("\n").find((line) => line.startsWith("data: "));
      if (data) show(JSON.parse(data.slice("data: ".length)).fields);
    }
  }
}

function end() {
  byId("status").textContent = words.over;
  for (const button of document.querySelectorAll("li button")) button.remove();
}

function show(fields) {
  list = fields;
  const focused = document.activeElement?.closest("li")?.dataset.attribute;
  byId("fields").replaceChildren(...fields.map(itemOf));
  if (focused !== undefined) document.querySelector(`li[data-attribute="${CSS.escape(focused)}"] button`)?.focus();
  // Only what was really painted on a page that is looked at counts as shown.
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      const fresh = fields.filter(({ shown }) => !shown).map(({ attribute, mark }) => ({ attribute, mark }));
      if (fresh.length > 0 && document.visibilityState === "visible") void ask("/shown", { fields: fresh });
    }),
  );
}

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible" && list.length > 0) show(list);
});

function itemOf({ attribute, name, value, purposes }) {
  const item = document.createElement("li");
  item.dataset.attribute = attribute;
  const text = document.createElement("div");
  const said = element("p", Array.isArray(value) ? value.join(", ") : String(value), "value");
  text.append(element("h2", name), said);
  const strike = element("button", words.strike);
  strike.type = "button";
  strike.setAttribute("aria-label", `${words.strike}: ${name}`);
  strike.addEventListener("click", () => {
    item.remove();
    void struck(attribute);
  });
  const why = element("p", purposes.map((purpose) => `${purpose.name}: ${purpose.why}`).join(" "), "why");
  item.append(text, strike, why);
  return item;
}

/** A field that could not be struck stands there again, and it is said. */
async function struck(attribute) {
  const answer = await ask("/strike", { attribute }).catch(() => null);
  if (answer?.ok) return;
  show(list);
  byId("status").textContent = words.unstruck;
}

function element(tag, text, kind = "") {
  const made = document.createElement(tag);
  made.textContent = text;
  // What staff type may be in another script than the screen.
  made.dir = "auto";
  if (kind !== "") made.className = kind;
  return made;
}
