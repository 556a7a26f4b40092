import { hideBanner, showBanner } from "./banner.ts";
import { answered, openChoices, openWhy } from "./choices.ts";
import { withdraw } from "./choose.ts";
import { start } from "./core.ts";
import { on, silently } from "./events.ts";
import { offerWayBack } from "./way-back.ts";

start(() => {
  on("consent", ({ noticeDue }) => {
    if (noticeDue) void silently(showBanner());
    else hideBanner();
    void silently(offerWayBack());
  });
  document.addEventListener("click", follow);
  return { choices: () => openChoices(), withdraw: () => answered(withdraw()) };
});

/** Marked buttons and links of the page, wherever and whenever it put them. */
function follow(event: MouseEvent): void {
  const at = (mark: string) => (event.target as Element).closest(`[data-earnest-${mark}]`);
  const why = at("why");
  if (why) void openWhy(why);
  for (const [mark, run] of [
    ["choices", () => openChoices()],
    ["withdraw", () => answered(withdraw())],
  ] as const) {
    if (!at(mark)) continue;
    event.preventDefault();
    void run();
  }
}
