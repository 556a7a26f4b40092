import type { PageSite } from "../../core/consent/page/page-site.ts";
import type { PurposeClass } from "../../core/program/purpose.ts";
import { writeGpp, type WrittenGpp } from "../../core/consent/signals/gpp-write.ts";
import type { PageKit } from "../blocking/kit.ts";
import type { Consent } from "../contract.ts";

type Callback = (data: unknown, success: boolean) => void;
type Call = readonly [command: string, callback?: Callback | null, parameter?: unknown];
type Api = ((...call: Call) => void) & { readonly queue?: Call[] };

const SUPPORTED = ["7:usnat", "8:usca", "10:usco"];

/** Speaks for this property where its operator may: `__gpp` with what its visitor opted out of (IAB GPP 1.1, CMP API). */
export function answer(kit: PageKit, site: PageSite): void {
  const { __gpp: before } = window as { __gpp?: Api };
  // Another consent manager is there and speaks for itself; a stub waits for somebody to.
  if (before && !before.queue) return;
  const listeners = new Map<number, Callback>();
  let listenerId = 0;
  let status = "not ready";
  let written = write(site, kit.standing());
  const pingData = () => pingOf(kit.standing(), site, written, status);
  const tell = (eventName: string, data: unknown) => {
    for (const [id, callback] of listeners) callback({ eventName, listenerId: id, data, pingData: pingData() }, true);
  };
  const commands: Readonly<Record<string, (callback: Callback, parameter: unknown) => void>> = {
    ping: (callback) => callback(pingData(), true),
    addEventListener: (callback) => {
      listeners.set(++listenerId, callback);
      callback({ eventName: "listenerRegistered", listenerId, data: true, pingData: pingData() }, true);
    },
    removeEventListener: (callback, id) => {
      const data = listeners.delete(id as number);
      callback({ eventName: "listenerRemoved", listenerId: id, data, pingData: pingData() }, data);
    },
    hasSection: (callback, name) => callback(written.section?.name === name, true),
    getSection: (callback, name) => callback(written.section?.name === name ? [written.section?.fields] : null, true),
    getField: (callback, path) => {
      const [name, field = ""] = String(path).split(".");
      callback(written.section?.name === name ? (written.section?.fields[field] ?? null) : null, true);
    },
  };
  const follow = () => {
    if (Object.keys(kit.standing().allowed).length === 0) return;
    const now = write(site, kit.standing());
    if (status === "ready" && now.text === written.text) return;
    // Nobody may read while it changes; the last word is that it is ready again.
    if (status === "ready") tell("signalStatus", (status = "not ready"));
    written = now;
    tell("sectionChange", now.section?.name ?? null);
    tell("signalStatus", (status = "ready"));
  };
  const api: Api = (command, callback, parameter) => {
    const run = commands[command];
    if (run) run(callback ?? (() => null), parameter);
    else callback?.(null, false);
  };
  Object.assign(window, { __gpp: api });
  before?.queue?.forEach((call) => api(...call));
  kit.on("consent", follow);
  follow();
}

function write({ purposes, gpp }: PageSite, { jurisdiction = null, allowed, signals }: Consent): WrittenGpp {
  const optedOut = (...classes: readonly PurposeClass[]) => {
    const users = Object.keys(purposes).filter((purpose) => classes.some((kind) => purposes[purpose]?.class === kind));
    return users.length === 0 ? null : users.some((purpose) => !allowed[purpose]);
  };
  const gpc = signals.gpc || navigator.globalPrivacyControl === true;
  const outs = { sale: optedOut("sale-share"), sharing: optedOut("sale-share", "advertising"), targeted: optedOut("advertising"), gpc };
  return writeGpp(jurisdiction, outs, gpp?.mspa ?? "no");
}

function pingOf({ noticeDue }: Consent, { gpp }: PageSite, { text, section }: WrittenGpp, signalStatus: string): object {
  return {
    gppVersion: "1.1",
    cmpStatus: "loaded",
    cmpDisplayStatus: noticeDue ? "visible" : "hidden",
    signalStatus,
    supportedAPIs: SUPPORTED,
    cmpId: gpp?.cmpId ?? 1,
    sectionList: section ? [section.id] : [],
    applicableSections: [section?.id ?? -1],
    gppString: text,
    parsedSections: section ? { [section.name]: [section.fields] } : {},
  };
}
