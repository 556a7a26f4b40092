import { reachOf } from "./address.ts";
import { finding, type Finding } from "./findings.ts";
import type { Program } from "./schema.ts";

/** Webhooks go to public https addresses, and one controller's consents are told to nobody else. */
export function lintWebhooks({ webhooks, controllers }: Program): readonly Finding[] {
  return webhooks.flatMap(({ key, url, controller }, index) => {
    const path = `webhooks.${index}`;
    const found: Finding[] = [];
    const reach = reachOf(url);
    if (reach === "refused")
      found.push(finding("E120", `${path}.url`, "Name a public host by https, without a user and not by its number."));
    if (reach === "loopback") found.push(finding("W210", `${path}.url`, "Name a public host before this program is deployed."));
    if (webhooks.findIndex((other) => other.key === key) !== index)
      found.push(finding("E104", path, `Rename or remove the second "${key}".`));
    if (controller === undefined && controllers.length > 1)
      found.push(finding("E121", `${path}.controller`, "Name the controller whose people this webhook is told of."));
    if (controller !== undefined && !controllers.some((item) => item.key === controller))
      found.push(finding("E109", `${path}.controller`, `Define a controller "${controller}".`));
    return found;
  });
}
