import type { Bindings } from "../../storage/bindings.ts";
import { Misconfigured } from "../../storage/platform.ts";

/** A host whose pages come through here: the site they belong to, and where the pages themselves are. */
export interface EdgeHost {
  readonly site: string;
  /** Null: behind this Worker's own route, where a request for the same address goes to the origin. */
  readonly origin: string | null;
}

const ENTRY = /^([a-z0-9.-]+(?::\d{1,5})?)=(pk_[a-z0-9_]{4,60})(?:@(https?:\/\/[a-z0-9.-]+(?::\d{1,5})?))?$/;
const read = new Map<string, ReadonlyMap<string, EdgeHost>>();

/** Reads `EARNEST_EDGE`: `host=pk_site` or `host=pk_site@https://origin`, with spaces between; null for a host that is not in it. */
export function edgeHostOf(env: Bindings, host: string): EdgeHost | null {
  const text = env.EARNEST_EDGE ?? "";
  if (text === "") return null;
  let hosts = read.get(text);
  if (!hosts) read.set(text, (hosts = parse(text)));
  return hosts.get(host) ?? null;
}

function parse(text: string): ReadonlyMap<string, EdgeHost> {
  return new Map(
    text
      .trim()
      .split(/\s+/)
      .map((entry) => {
        const [, host, site, origin] = ENTRY.exec(entry) ?? [];
        if (!host || !site)
          throw new Misconfigured("EARNEST_EDGE", `must be host=pk_site or host=pk_site@https://origin, and not ${entry}`);
        return [host, { site, origin: origin ?? null }] as const;
      }),
  );
}
