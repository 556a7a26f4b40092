import type { PagePurpose } from "../../core/consent/page/page-site.ts";

/** Clears what a purpose has left on the device, as far as a page can reach it: cookies of all its hosts and paths, and storage. */
export function clear({ cookies, local, session }: PagePurpose): void {
  for (const pair of document.cookie.split(";")) {
    const name = pair.split("=")[0]?.trim() ?? "";
    if (isNamed(cookies, name)) expire(name);
  }
  clearStorage("localStorage", local);
  clearStorage("sessionStorage", session);
}

/** True when a list holds a name, or a beginning of it that ends in `*`. */
function isNamed(list: readonly string[], name: string): boolean {
  return list.some((entry) => (entry.endsWith("*") ? name.startsWith(entry.slice(0, -1)) : name === entry));
}

/** A cookie goes only by the host and the path it was set for, which nothing tells: all that may be are tried. */
function expire(name: string): void {
  for (const domain of ["", ...domainsOf(location.hostname).map((host) => `;domain=${host}`)]) {
    for (const path of pathsOf(location.pathname)) document.cookie = `${name}=;max-age=0;path=${path}${domain};secure`;
  }
}

/** A host and those above it, down to two labels. */
function domainsOf(host: string): readonly string[] {
  const labels = host.split(".");
  return labels.slice(0, -1).map((_, index) => labels.slice(index).join("."));
}

/** A path and those above it, each with and without its last slash. */
function pathsOf(path: string): readonly string[] {
  const parts = path.split("/").slice(1);
  const above = parts.flatMap((_, index) => [`/${parts.slice(0, index).join("/")}`, `/${parts.slice(0, index + 1).join("/")}`]);
  return [...new Set(above.flatMap((part) => (part === "/" ? [part] : [part, `${part}/`])))];
}

function clearStorage(kind: "localStorage" | "sessionStorage", names: readonly string[]): void {
  if (names.length === 0) return;
  try {
    const storage = window[kind];
    for (const name of Object.keys(storage)) if (isNamed(names, name)) storage.removeItem(name);
  } catch {
    // Storage is closed to this page: then nothing is in it either.
  }
}
