import type { PageSite } from "../../core/consent/page/page-site.ts";

/** Which purposes list an address, told by how it begins. */
export type Listing = (href: string) => readonly string[];

/** Looks addresses up in a site's lists; `absolute` turns a listed path into an address of the page's own host. */
export function listingOf({ purposes }: PageSite, absolute: (address: string) => string): Listing {
  const starts = Object.entries(purposes).flatMap(([purpose, { scripts }]) => scripts.map((start) => [absolute(start), purpose] as const));
  return (href) => starts.flatMap(([start, purpose]) => (href.startsWith(start) ? [purpose] : []));
}
