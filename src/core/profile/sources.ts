import type { Instant } from "../kernel/instant.ts";
import type { LiveProgram } from "../program/live.ts";
import type { AttributeValues } from "./values.ts";

/** What one source sent of a person: names and times, and no value. */
export interface Source {
  /** `import/FROM` or `key/LABEL`. */
  readonly source: string;
  readonly disconnected: boolean;
  /** RFC 3339; null where nothing of it is left. */
  readonly first: string | null;
  readonly last: string | null;
  readonly attributes: readonly string[];
  readonly events: readonly { readonly name: string; readonly count: number }[];
  /** Keys of the purposes that what it sent serves. */
  readonly purposes: readonly string[];
}

interface Sent {
  readonly source: string;
  readonly name: string;
  readonly count: number;
  readonly first: Instant;
  readonly last: Instant;
}

/** Brings together by source what values and events say of where they come from. */
export function sourcesOf(
  program: LiveProgram,
  values: AttributeValues,
  events: readonly Sent[],
  known: readonly { readonly source: string; readonly disconnected: boolean }[],
): readonly Source[] {
  const told = Object.entries(values).map(([key, value]) => ({ key, value }));
  const names = [
    ...told.flatMap(({ value }) => value.from ?? []),
    ...events.map(({ source }) => source),
    ...known.map(({ source }) => source),
  ];
  return [...new Set(names)].toSorted().map((source) => {
    const own = told.filter(({ value }) => value.from?.includes(source));
    const sent = events.filter((event) => event.source === source);
    const times = [...own.map(({ value }) => value.at), ...sent.flatMap(({ first, last }) => [first, last])];
    const purposes = [...own.flatMap(({ value }) => value.purposes), ...sent.flatMap(({ name }) => purposesOfEvent(program, name))];
    return {
      source,
      disconnected: known.some((item) => item.source === source && item.disconnected),
      first: times.length === 0 ? null : new Date(Math.min(...times)).toISOString(),
      last: times.length === 0 ? null : new Date(Math.max(...times)).toISOString(),
      attributes: own.map(({ key }) => key).toSorted(),
      events: counted(sent),
      purposes: [...new Set(purposes)].toSorted(),
    };
  });
}

function counted(sent: readonly Sent[]): Source["events"] {
  return [...Map.groupBy(sent, ({ name }) => name)]
    .map(([name, same]) => ({ name, count: same.reduce((sum, { count }) => sum + count, 0) }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function purposesOfEvent({ compiled, events }: LiveProgram, name: string): readonly string[] {
  const mask = events.get(name)?.purposes ?? 0;
  return compiled.purposes.filter((_, index) => (mask & (1 << index)) !== 0).map(({ key }) => key);
}
