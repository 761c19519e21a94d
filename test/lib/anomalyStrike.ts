/**
 * Strikes a run when it really is in a phase: at its beginning, or so many pictures later. In lockstep, pictures come at
 * fixed ticks, so the moment is the same each time. Where an arm in motion is wanted, it waits for a picture at which one
 * was shown. Says which trial was struck and at what bench time.
 */
import type { CoreApi } from '../../main/base/api/contract.ts';
import type { ArmState } from '../../main/base/model/arm.ts';
import type { TrialPhase } from '../../main/base/model/trial.ts';

export interface Struck {
  readonly index: number;
  /** The clock of the control rows. */
  readonly benchMs: number;
  /** As it was last shown before the blow. */
  readonly arm: ArmState | null;
}

export interface StrikeOptions {
  readonly phase: TrialPhase;
  /** The first trial that may be struck. */
  readonly from: number;
  /** Pictures of the overhead camera in the phase before the blow; 0 at its beginning. */
  readonly pictures: number;
  /** Only while a joint goes at least this fast; 0 when it does not matter. */
  readonly speedRadS: number;
  /** Bench time that has passed between a picture's capture and its arrival: 60 ms in lockstep, unknown in real time. */
  readonly latencyMs: number;
}

/** The fastest joint; 0 when nothing is asked to move. */
export function speedOf(arm: ArmState | null): number {
  return arm?.mode === 'moving' ? Math.max(...arm.velocityRadS.map(Math.abs)) : 0;
}

/** Calls `blow` in the same breath as the core's own step there. Null when the run is over before. */
export function strike(
  api: CoreApi,
  batchId: string,
  options: StrikeOptions,
  blow: () => void,
): Promise<Struck | null> {
  const { phase, from, pictures, latencyMs, speedRadS } = options;
  return new Promise((resolve) => {
    using stack = new DisposableStack();
    let index: number | null = null;
    let seen = 0;
    let benchMs = Number.NaN;
    let over = false;
    let last: ArmState | null = null;
    const hit = (): void => {
      if (over || index === null) return;
      over = true;
      blow();
      queueMicrotask(() => listening.dispose());
      resolve({ index, benchMs, arm: last });
    };
    stack.use(
      api.camera('overhead', (_jpeg, capturedAtMs) => {
        benchMs = capturedAtMs + latencyMs;
        if (index !== null && ++seen >= pictures && pictures > 0 && speedOf(last) >= speedRadS)
          hit();
      }),
    );
    stack.use(
      api.state('bench', ({ arm }) => {
        last = arm;
      }),
    );
    stack.use(
      api.state('run', (run) => {
        if (over) return;
        if (run === null || run.batchId !== batchId) {
          over = true;
          queueMicrotask(() => listening.dispose());
          resolve(null);
          return;
        }
        const { trial } = run;
        const here = trial !== null && trial.index >= from && trial.phase === phase;
        if (here && index === trial.index) return;
        index = here ? trial.index : null;
        seen = 0;
        if (index !== null && pictures === 0) hit();
      }),
    );
    const listening = stack.move();
  });
}
