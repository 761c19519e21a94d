/** Figures of the debug screen in words, and the share of a core between two readings. Pure. */
import type { DebugView, ProcessView } from '../../../main/base/model/view.ts';

/** Three digits that mean something, `0.04` to `1,200`. */
export function msWords(ms: number): string {
  if (!Number.isFinite(ms)) return '–';
  return ms >= 100 ? ms.toFixed(0) : ms >= 10 ? ms.toFixed(1) : ms.toFixed(2);
}

export function bytesWords(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(bytes < 10_240 ? 1 : 0)} KiB`;
  return `${(bytes / 1024 / 1024).toFixed(bytes < 10 * 1024 * 1024 ? 1 : 0)} MiB`;
}

export interface ProcessUse extends ProcessView {
  /** Between the two readings; null for a process that was not there before. */
  readonly cores: number | null;
}

export function processUse(before: DebugView | null, now: DebugView): readonly ProcessUse[] {
  const spanS = before === null ? 0 : (now.readAtMs - before.readAtMs) / 1000;
  return now.processes.map((process) => {
    const earlier = before?.processes.find(
      ({ pid, name }) => pid === process.pid && name === process.name,
    );
    const grown = earlier === undefined ? -1 : process.cpuSeconds - earlier.cpuSeconds;
    return { ...process, cores: spanS > 0 && grown >= 0 ? grown / spanS : null };
  });
}
