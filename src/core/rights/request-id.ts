/** The id of a request as a UUID, for protocols that want one. */
export function asUuid(id: string): string {
  return id.slice(4).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** And back; null for what is none. */
export function fromUuid(uuid: string): string | null {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(uuid) ? `req_${uuid.replaceAll("-", "")}` : null;
}
