/**
 * The only door to wall time, monotonic time and timers (invariant 4; `test/tidy.test.ts` keeps it).
 * Bench time in lockstep is not read here: it is the tick count of the bench link.
 */

export interface Clock {
  /** Monotonic milliseconds since an arbitrary origin, sub-millisecond resolution. */
  nowMs(): number;
  /** ISO 8601 wall time, for people and provenance only. */
  wallTime(): string;
  /** Resolves after `ms`; rejects with the signal's reason when aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Calls `run` once after `ms` unless disposed first. */
  after(ms: number, run: () => void): Disposable;
  /** Calls `run` every `ms` until disposed. For cadences that matter use absolute deadlines. */
  every(ms: number, run: () => void): Disposable;
}

/** The machine's clock. */
export const realClock: Clock = {
  nowMs: () => performance.now(),
  wallTime: () => new Date().toISOString(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const onAbort = (): void => {
        clearTimeout(timer);
        reject(signal?.reason);
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      }, ms);
      signal?.addEventListener('abort', onAbort, { once: true });
    }),
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    return { [Symbol.dispose]: () => clearTimeout(timer) };
  },
  every: (ms, run) => {
    const timer = setInterval(run, ms);
    return { [Symbol.dispose]: () => clearInterval(timer) };
  },
};

/** The ISO wall time `ms` after another. */
export function wallTimeAfter(wallTime: string, ms: number): string {
  return new Date(Date.parse(wallTime) + ms).toISOString();
}

/** An ISO wall time as people read it here: local `HH:MM:SS` and `YYYY-MM-DD`; dashes when it is none. */
export function localTime(wallTime: string): { readonly time: string; readonly date: string } {
  const at = new Date(wallTime);
  if (Number.isNaN(at.getTime())) return { time: '--:--:--', date: '----------' };
  const two = (value: number): string => String(value).padStart(2, '0');
  return {
    time: `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`,
    date: `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`,
  };
}
