import type { DetailAnswer } from "./contract.ts";
import type { Kit } from "./kit.ts";

let loading: Promise<DetailAnswer> | null = null;

/** The notice with all there is to say of it, fetched once by whoever first shows it. */
export function loadDetail(kit: Kit): Promise<DetailAnswer> {
  loading ??= fetchDetail(kit);
  return loading;
}

async function fetchDetail({ call, loadNotice }: Kit): Promise<DetailAnswer> {
  try {
    const { locale } = await loadNotice();
    return await call<DetailAnswer>("GET", `/v1/consent?locale=${locale}&detail=true`);
  } catch (failure) {
    loading = null;
    throw failure;
  }
}
