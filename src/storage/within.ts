/** Storage did not answer in time, or answered with an error. */
export class Unavailable extends Error {}

/** Waits for storage at most `ms` milliseconds. D1 can stall for a minute: a caller that must answer never waits it out. */
export async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | null = null;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Unavailable(`no answer within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } catch (error) {
    throw error instanceof Unavailable ? error : new Unavailable(String(error), { cause: error });
  } finally {
    clearTimeout(timer);
  }
}
