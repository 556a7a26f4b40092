import type { Lease } from "../consent/pass.ts";
import { addDuration, type Instant } from "../kernel/instant.ts";
import { isRestOfAsks } from "../program/compiled-ask.ts";
import type { CompiledRest } from "../program/compiled-experiment.ts";
import type { LiveProgram } from "../program/live.ts";
import { remember, type Noticed, type Pressure } from "./pressure.ts";

/** Until when what rests at an instant does so, with what a pass knows of it already. */
export function restingAt({ rests }: Pressure, now: Instant, known: Lease["rests"] = {}): Lease["rests"] {
  const until: Record<string, Instant> = {};
  for (const [target, at] of [...Object.entries(known), ...Object.entries(rests).map(([key, [end]]) => [key, end] as const)]) {
    if (at > now) until[target] = Math.max(at, until[target] ?? 0);
  }
  return until;
}

/** Takes over what a pass knows of the questions that were put to the person: nothing else tells of them. */
export function withAsksOf(pressure: Pressure, known: Lease["rests"], now: Instant): Pressure {
  const later = Object.entries(known).filter(
    ([target, until]) => isRestOfAsks(target) && until > Math.max(now, pressure.rests[target]?.[0] ?? 0),
  );
  if (later.length === 0) return pressure;
  return {
    ...pressure,
    rests: { ...pressure.rests, ...Object.fromEntries(later.map(([target, until]) => [target, [until, 0] as const])) },
  };
}

/** Lets rest what a person put away. */
export function dismiss(program: LiveProgram, pressure: Pressure, noticed: Noticed): Pressure {
  const known = remember(pressure, `${noticed.id}-`, noticed.at);
  if (known === null) return pressure;
  return changed(program, known, noticed, ({ dismissed }, [until]) =>
    dismissed === null ? null : [Math.max(until, addDuration(noticed.at, dismissed)), 0],
  );
}

/** The same at once in the pass of the browser where it happened. */
export function dismissIn(program: LiveProgram, lease: Lease, noticed: Noticed): Lease {
  const rests = restsOf(program, noticed).flatMap(({ key, dismissed }) =>
    dismissed === null ? [] : [[key, Math.max(lease.rests[key] ?? 0, addDuration(noticed.at, dismissed))] as const],
  );
  return { ...lease, rests: { ...lease.rests, ...Object.fromEntries(rests) } };
}

/** What a person used was not ignored. */
export function use(program: LiveProgram, pressure: Pressure, noticed: Noticed): Pressure {
  return changed(program, pressure, noticed, (_, [until, ignored]) => (ignored === 0 ? null : [until, 0]));
}

/** Counts a showing as left alone until something comes of it; enough of them in a row let it rest. */
export function ignore(program: LiveProgram, pressure: Pressure, noticed: Noticed): Pressure {
  return changed(program, pressure, noticed, ({ ignored }, [until, before]) => {
    if (ignored === null) return null;
    const isEnough = before + 1 >= ignored.after;
    return isEnough ? [Math.max(until, addDuration(noticed.at, ignored.rest)), 0] : [until, before + 1];
  });
}

type Resting = readonly [until: Instant, ignored: number];

function changed(
  program: LiveProgram,
  pressure: Pressure,
  noticed: Noticed,
  next: (rest: CompiledRest, known: Resting) => Resting | null,
): Pressure {
  const changes = restsOf(program, noticed).flatMap((rest): [string, Resting][] => {
    const resting = next(rest, pressure.rests[rest.key] ?? [0, 0]);
    return resting === null ? [] : [[rest.key, resting]];
  });
  return changes.length === 0 ? pressure : { ...pressure, rests: { ...pressure.rests, ...Object.fromEntries(changes) } };
}

function restsOf(program: LiveProgram, { experience }: Noticed): readonly CompiledRest[] {
  return program.experienceOf.get(experience)?.rests.flatMap((index) => program.compiled.rests[index] ?? []) ?? [];
}
