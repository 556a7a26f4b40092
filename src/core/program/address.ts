const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;
/** A name of at least two parts, of which the last is not a number: no address is one. */
const NAME = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])$/;
const INSIDE = /\.(local|localhost|localdomain|internal|intranet|lan|home|corp|private|arpa|onion)$/;

/**
 * Where an address leads that a program names: to a host on the public internet by https, to this machine, or somewhere
 * nothing is ever sent. Bare IP addresses are refused, since a private one could hide in any of their spellings.
 */
export function reachOf(address: string): "public" | "loopback" | "refused" {
  if (!URL.canParse(address)) return "refused";
  const { protocol, hostname, username, password } = new URL(address);
  if ((protocol !== "https:" && protocol !== "http:") || username !== "" || password !== "") return "refused";
  if (LOOPBACK.test(hostname)) return "loopback";
  return protocol === "https:" && NAME.test(hostname) && !INSIDE.test(hostname) ? "public" : "refused";
}
