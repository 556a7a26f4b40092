import type { Instant } from "../kernel/instant.ts";
import type { LiveProgram } from "../program/live.ts";

/** Keys of the attributes that an experience which is not over, or an audience, reads. */
export function attributesRead({ compiled, attributes }: LiveProgram, now: Instant): ReadonlySet<string> {
  const open = compiled.experiences.filter(({ until }) => until === null || until > now);
  return new Set([...open, ...compiled.audiences].flatMap(({ reads }) => reads.map((index) => attributes[index]?.key ?? "")));
}
