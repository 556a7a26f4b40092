import { finding, type Finding } from "./findings.ts";
import type { Program } from "./schema.ts";

/** A challenge can be met by what is known of a person, and each has a name of its own. */
export function lintChallenges({ rewards, audiences }: Program): readonly Finding[] {
  return rewards.flatMap(({ challenges }, index) =>
    challenges.flatMap(({ key, audience }, at) => {
      const path = `rewards.${index}.challenges.${at}`;
      const isTwice = challenges.findIndex((item) => item.key === key) !== at;
      return [
        ...(isTwice ? [finding("E104", path, `Rename or remove the second "${key}".`)] : []),
        ...(audiences.some((item) => item.key === audience)
          ? []
          : [finding("E109", `${path}.audience`, `Define the audience "${audience}".`)]),
      ];
    }),
  );
}
