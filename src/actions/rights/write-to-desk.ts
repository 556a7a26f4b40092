import { deskLetter } from "../../core/rights/request-news.ts";
import { programOf } from "../../storage/cache/program.ts";
import { needMail, sendMail } from "../../storage/mail.ts";
import { readDeskWords } from "../../storage/phrases.ts";
import type { Platform } from "../../storage/platform.ts";
import type { LetterMessage } from "../../storage/webhook.ts";
import type { Sent } from "../webhook/send-change.ts";

/** Writes to a desk what is due, in the first language of its program. None where the program names no desk any more. Throws `Misconfigured` where no mail can be sent. */
export async function writeToDesk(platform: Platform, { site, reminders }: LetterMessage): Promise<Sent> {
  const program = await programOf(platform.env, site, platform.defer);
  const desk = program?.site.rights.desk;
  const letter = deskLetter(reminders, await readDeskWords(platform.env, program?.compiled.locales[0] ?? "en"));
  if (desk === undefined || letter === null) return "told";
  needMail(platform.env);
  return (await sendMail(platform.env, { to: desk, ...letter })) ? "told" : "failed";
}
