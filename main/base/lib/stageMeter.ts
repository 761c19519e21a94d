/** Where a procedure's wall time goes: seconds awaited per named stage. For figures only; decides nothing. */

export interface StageMeter {
  /** Awaits `work` and books the time under `stage`. */
  time<T>(stage: string, work: Promise<T>): Promise<T>;
  /** Seconds by stage since the last reset. */
  read(): Readonly<Record<string, number>>;
  reset(): void;
}

export function createStageMeter(nowMs: () => number): StageMeter {
  const spent = new Map<string, number>();
  return {
    async time(stage, work) {
      const start = nowMs();
      try {
        return await work;
      } finally {
        spent.set(stage, (spent.get(stage) ?? 0) + nowMs() - start);
      }
    },
    read: () => {
      const seconds = [...spent].map(([stage, ms]) => [stage, Math.round(ms) / 1000] as const);
      return Object.fromEntries(seconds);
    },
    reset: () => spent.clear(),
  };
}
