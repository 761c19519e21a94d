/**
 * Watches one opened bench: health figures and camera troubles from its rows and frames, as the part of the view
 * that changes. Camera troubles are looked for on the bench's own beat, so lockstep finds them at the same tick each
 * time; the view is for people and follows wall time.
 */
import type { ProcessTable } from '../base/host/processTable.ts';
import type { Clock } from '../base/lib/clock.ts';
import type { ArmState, Envelope } from '../base/model/arm.ts';
import type { CameraModel } from '../base/model/camera.ts';
import type { BenchView, LoopView } from '../base/model/view.ts';
import { type CameraTrouble, createCameraWatch } from './cameraWatch.ts';
import { createHealthMeter } from './health.ts';
import type { LinkFrame } from './link.ts';
import { loopViewOf } from './loopView.ts';
import type { ServoState } from './robot.ts';

export const benchRateHz = 50;

export interface MonitorOptions {
  readonly pace: 'real' | 'lockstep';
  readonly cameras: readonly CameraModel[];
  readonly cameraRateHz: number;
  readonly table: ProcessTable;
  readonly clock: Clock;
  /** Wall time between two views of the bench; 100 ms when not given. */
  readonly viewEveryMs?: number | undefined;
  /** All cameras' troubles as of now, a few times a second of bench time. */
  readonly onCameras: (
    troubles: ReadonlyMap<string, CameraTrouble>,
    roles: readonly string[],
  ) => void;
}

export interface BenchMonitor {
  frame(frame: LinkFrame): void;
  /** A new servo process: pictures were not heard while there was none. */
  restart(): void;
  /** `envelope`: the one in force. What the view changes by, or null while it is not time to show it. */
  state(
    message: ServoState,
    envelope: Envelope,
  ): Pick<BenchView, 'arm' | 'envelope' | 'health' | 'cameras'> | null;
  /** Counted when called. */
  loop(): LoopView | null;
}

const usualViewMs = 100;
/** An arm that holds still says the same again: each view costs every window that is open. */
const stillFactor = 5;
/** Two steps of a servo's encoder and more. */
const stillRad = 0.004;
const camerasEveryTicks = 5;
/**
 * Rows come fifty times a second. After such a gap the core itself stood still, or its servo process did: pictures may
 * be waiting unread, and their absence says nothing about the cameras.
 */
const deafMs = 250;

export function createBenchMonitor(options: MonitorOptions): BenchMonitor {
  const { pace, clock, viewEveryMs = usualViewMs } = options;
  const { cameras: models, cameraRateHz } = options;
  const startMs = pace === 'lockstep' ? 0 : clock.nowMs();
  const watch = createCameraWatch(models, cameraRateHz, startMs);
  const health = createHealthMeter(options.table, benchRateHz);
  const roles = models.map((model) => model.role);
  let benchMs = 0;
  let shownAtMs = Number.NEGATIVE_INFINITY;
  let shown: ArmState | null = null;
  const isStill = ({ mode, positionRad }: ArmState): boolean =>
    mode === 'holding' &&
    positionRad.every((rad, j) => Math.abs(rad - (shown?.positionRad[j] ?? rad)) < stillRad);
  let heardAtMs = startMs;
  const nowMs = (): number => (pace === 'lockstep' ? benchMs : clock.nowMs());
  return {
    loop: () => loopViewOf(health.rows(), pace, benchRateHz),
    frame: (frame) => watch.frame(frame, nowMs()),
    restart: () => watch.restart(nowMs()),
    state(message, envelope) {
      const { state } = message;
      benchMs = state.atMs;
      health.state(message);
      if (pace === 'real') {
        const now = clock.nowMs();
        if (now - heardAtMs > deafMs) watch.restart(now);
        heardAtMs = now;
      }
      if (state.tick % camerasEveryTicks === 0) options.onCameras(watch.troubles(nowMs()), roles);
      const wallMs = clock.nowMs();
      const everyMs = isStill(state) ? stillFactor * viewEveryMs : viewEveryMs;
      if (state.mode === shown?.mode && wallMs - shownAtMs < everyMs) return null;
      shownAtMs = wallMs;
      shown = state;
      return { arm: state, envelope, health: health.read(wallMs), cameras: watch.health(nowMs()) };
    },
  };
}
