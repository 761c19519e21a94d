/**
 * Where one period of the control loop goes: slack before it, reading, deciding, writing, telling the core. The parts
 * of a period add up to its length, because each begins where the one before ended. Measures; decides nothing.
 */
import type { LoopSections } from '../../base/wire/servo.ts';

export interface SectionTimer {
  /** A period begins. Gives the time, on the clock. */
  begin(): number;
  /** The reading is there. Gives how long it took, milliseconds. */
  read(): number;
  /** Runs what hands bytes to the port; may happen more than once a period. */
  write(run: () => void): void;
  /** What went since the reading. Call in `report`. */
  times(): LoopSections;
  /** Runs what tells the core; the period's work ends with it. */
  report(run: () => void): void;
}

const micro = (ms: number): number => Math.round(ms * 1000) / 1000;

/** `realTime`: the time between two periods is the loop's own to wait. */
export function createSectionTimer(nowMs: () => number, realTime: boolean): SectionTimer {
  let beganMs = 0;
  let readMs = 0;
  let decidedMs = 0;
  let writeMs = 0;
  let endedMs: number | null = null;
  let slackMs: number | null = null;
  let reportMs = 0;
  return {
    begin() {
      beganMs = nowMs();
      slackMs = realTime && endedMs !== null ? beganMs - endedMs : null;
      writeMs = 0;
      return beganMs;
    },
    read() {
      readMs = nowMs();
      return readMs - beganMs;
    },
    write(run) {
      const fromMs = nowMs();
      run();
      writeMs += nowMs() - fromMs;
    },
    times: () => ({
      decideMs: micro(decidedMs - readMs - writeMs),
      writeMs: micro(writeMs),
      reportMs: micro(reportMs),
      slackMs: slackMs === null ? null : micro(slackMs),
    }),
    report(run) {
      decidedMs = nowMs();
      run();
      endedMs = nowMs();
      reportMs = endedMs - decidedMs;
    },
  };
}
