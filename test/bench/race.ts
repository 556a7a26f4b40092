import { round, type Rig, type Round } from "./rig.ts";
import { median, spread, type Row } from "./row.ts";

/** The rounds of one lap, by service. */
export type Lap = ReadonlyMap<string, Round>;

/** Drives the services in turn, first to last and last to first, each lap with the same requests for all or one set each. */
export async function race(
  rig: Rig,
  services: readonly string[],
  requestsOf: (lap: number, service: string) => readonly Buffer[] | Promise<readonly Buffer[]>,
  size: { readonly rounds: number; readonly requests: number },
): Promise<readonly Lap[]> {
  const laps: Lap[] = [];
  for (let at = 0; at < size.rounds; at++) {
    const lap = new Map<string, Round>();
    for (const service of at % 2 === 0 ? services : services.toReversed()) {
      lap.set(service, await round(rig, service, { requests: await requestsOf(at, service), total: size.requests }));
    }
    laps.push(lap);
  }
  return laps;
}

/** A figure by requests a second and one by CPU a request, each the median of the laps' own ratios. */
export function rowsOf(name: string, laps: readonly Lap[], measured: string, base: string, budget: number): readonly Row[] {
  const of = (service: string, field: "perSecond" | "cpu" | "clientBusy"): readonly number[] =>
    laps.map((lap) => lap.get(service)?.[field] ?? Number.NaN);
  const ratios = (over: readonly number[], under: readonly number[]): readonly number[] =>
    over.map((value, at) => value / (under[at] ?? Number.NaN));
  const middle = (service: string, field: "perSecond" | "cpu"): string => median(of(service, field)).toFixed(field === "cpu" ? 1 : 0);
  const busy = (service: string): string => `${(100 * median(of(service, "clientBusy"))).toFixed(0)} %`;
  const row = (suffix: string, values: readonly number[], note: string): Row => ({
    name: name + suffix,
    value: median(values),
    unit: "×",
    budget,
    bound: "least",
    note: `${spread(values)}; ${note}`,
  });
  return [
    row(
      "",
      ratios(of(measured, "perSecond"), of(base, "perSecond")),
      `${middle(measured, "perSecond")} over ${middle(base, "perSecond")} requests/s; client busy ${busy(measured)}, ${busy(base)}`,
    ),
    row("_cpu", ratios(of(base, "cpu"), of(measured, "cpu")), `${middle(base, "cpu")} over ${middle(measured, "cpu")} µs of CPU a request`),
  ];
}
