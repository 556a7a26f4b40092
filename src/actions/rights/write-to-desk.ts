import { deskLetter } from "../../core/rights/request-news.ts";
import { programOf } from "../../storage/cache/program.ts";
import { needMail, sendMail } from "../../storage/mail.ts";
import type { Platform } from "../../storage/platform.ts";
import type { LetterMessage } from "../../storage/webhook.ts";
import type { Sent } from "../webhook/send-change.ts";

/** Writes to a desk what is due. None where the program names no desk any more. Throws `Misconfigured` where no mail can be sent. */
export async function writeToDesk(platform: Platform, { site, reminders }: LetterMessage): Promise<Sent> {
  const desk = (await programOf(platform.env, site, platform.defer))?.site.rights.desk;
  const letter = deskLetter(reminders);
  if (desk === undefined || letter === null) return "told";
  needMail(platform.env);
  return (await sendMail(platform.env, { to: desk, ...letter })) ? "told" : "failed";
}
