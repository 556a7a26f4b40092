const HELD = 'script[type="text/plain"][data-earnest-purpose]';

let running = false;

/**
 * Runs the scripts that the page marked and that may run now, in page order: one with a source is waited for, unless it is
 * async. The parsed element itself is moved, so that a nonce and Trusted Types stay content.
 */
export async function runScripts(mayRun: (script: HTMLScriptElement) => boolean): Promise<void> {
  if (running) return;
  running = true;
  for (let script = next(mayRun); script; script = next(mayRun)) await run(script);
  running = false;
}

function next(mayRun: (script: HTMLScriptElement) => boolean): HTMLScriptElement | undefined {
  return [...document.querySelectorAll<HTMLScriptElement>(HELD)].find(mayRun);
}

function run(script: HTMLScriptElement): Promise<unknown> | undefined {
  const { earnestType } = script.dataset;
  const place = document.createComment("");
  script.replaceWith(place);
  if (earnestType) script.type = earnestType;
  else script.removeAttribute("type");
  const ended =
    script.src && !script.hasAttribute("async")
      ? new Promise((resolve) => {
          script.addEventListener("load", resolve);
          script.addEventListener("error", resolve);
        })
      : undefined;
  place.replaceWith(script);
  return ended;
}
