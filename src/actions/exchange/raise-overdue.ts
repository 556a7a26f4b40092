import { HALTED_FORMAT, hasPromises, type Halted } from "../../core/program/halted.ts";
import { sha256Hex } from "../../core/kernel/bytes.ts";
import { canonical } from "../../core/kernel/canonical.ts";
import { writePointed } from "../../storage/cache/pointed.ts";
import { HALTED } from "../../storage/cache/halted.ts";
import { forgetPrograms } from "../../storage/cache/program.ts";
import { readHalted, writeHalted } from "../../storage/halted-ask.ts";
import { countOverdue } from "../../storage/promise.ts";
import type { Call } from "../call.ts";
import { keepCutOff } from "./keep-cut-off.ts";

/** Keeps what was cut off, of all controllers of a program, and halts the questions of which a promise is overdue. Throws `Unavailable`. */
export async function raiseOverdue(calls: readonly Call[]): Promise<void> {
  const failures: unknown[] = [];
  for (const call of calls) failures.push(...(await keepCutOff(call)));
  await haltAsks(calls);
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} promises could not be kept`);
}

/**
 * Halts the questions of a program of which a promise is overdue to anybody, and lets those go on of which none is any
 * more; also the snapshot of before, so that a run that was cut off in between is finished by the next. Throws `Unavailable`.
 */
export async function haltAsks(calls: readonly Call[]): Promise<void> {
  const [first] = calls;
  if (!first || !hasPromises(first.program.compiled)) return;
  const { platform, program, now } = first;
  const { env } = platform;
  const parts = await Promise.all(calls.map((call) => countOverdue(env, call.program.site.controller, now)));
  const asks = program.compiled.asks.map(({ key }) => [key, parts.reduce((sum, part) => sum + (part.get(key) ?? 0), 0)] as const);
  await writeHalted(env.DB, program.compiled.key, new Map(asks.filter(([, overdue]) => overdue > 0)), now);
  const halted = (await readHalted(env.DB, program.compiled.key)).map(({ ask }) => ask);
  const snapshot: Halted = { format: HALTED_FORMAT, asks: halted };
  const sites = program.compiled.sites.map(({ key }) => key);
  await writePointed(env, HALTED, await sha256Hex(canonical(snapshot)), snapshot, sites);
  forgetPrograms();
}
