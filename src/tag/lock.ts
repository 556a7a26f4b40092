/** One consent call at a time over all tabs, where the browser has locks. */
export function oneAtATime<T>(work: () => Promise<T>): Promise<T> {
  return (navigator.locks as LockManager | undefined)?.request("earnest", work) ?? work();
}

/** The same for a choice: in a task of its own, after the click was painted. A page that closes first sends at once. */
export async function afterClick<T>(work: () => Promise<T>): Promise<T> {
  let running: Promise<T> | undefined;
  const run = () => (running ??= work());
  addEventListener("pagehide", run as () => void);
  await new Promise((resolve) => setTimeout(resolve));
  return oneAtATime(run);
}
