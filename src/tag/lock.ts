/** One consent call at a time over all tabs, where the browser has locks. */
export function oneAtATime<T>(work: () => Promise<T>): Promise<T> {
  return "locks" in navigator ? (navigator.locks.request("earnest", work) as Promise<T>) : work();
}

/** The same for a choice: in a task of its own, after the click was painted. A page that closes first sends at once. */
export function afterClick<T>(work: () => Promise<T>): Promise<T> {
  let running: Promise<T> | undefined;
  const run = () => (running ??= work());
  const leave = () => void run();
  addEventListener("pagehide", leave);
  return new Promise<void>((resolve) => {
    setTimeout(resolve);
  })
    .then(() => oneAtATime(run))
    .finally(() => removeEventListener("pagehide", leave));
}
