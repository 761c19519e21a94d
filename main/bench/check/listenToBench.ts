/**
 * Listens to the open bench for a while: every row of the control loop, every picture of every camera, and what became of
 * them. Keeps of the pictures their times and the newest one; the rest is counted and let go.
 */
import type { Clock } from '../../base/lib/clock.ts';
import { summarise } from '../../base/lib/stats.ts';
import type { CheckView } from '../../base/model/phaseOne.ts';
import type { Alert } from '../../base/model/view.ts';
import { calibratedModel } from '../cameraModels.ts';
import type { BenchSetup } from '../choice/benchSetup.ts';
import type { BenchLink, LinkFrame } from '../link.ts';
import type { ServoState } from '../robot.ts';
import type { ArmHeard } from './judgeArm.ts';
import type { CameraHeard } from './judgeCameras.ts';

export type MeasurePicture = (jpeg: Uint8Array) => Promise<CheckView['pictures'][string]>;

export interface BenchHeard {
  readonly arm: ArmHeard;
  readonly cameras: readonly CameraHeard[];
  readonly picturesBytesPerS: number;
}

export interface ListenParts {
  readonly clock: Clock;
  /** Null where no bench is open. */
  readonly link: BenchLink | null;
  readonly setup: BenchSetup;
  readonly alerts: () => readonly Alert[];
  readonly cameraWords: (role: string) => string;
  readonly measurePicture: MeasurePicture;
}

/** Of one camera, while it is listened to. */
interface Ear {
  newest: LinkFrame | null;
  firstMs: number;
  lastMs: number;
  frames: number;
  bytes: number;
  repeats: number;
  run: number;
  longestRun: number;
  readonly agesMs: number[];
}

/** More pictures than any camera gives meanwhile. */
const mostAges = 2000;

function hear(ear: Ear, frame: LinkFrame, nowMs: number): void {
  const isSame = ear.newest !== null && Buffer.compare(ear.newest.jpeg, frame.jpeg) === 0;
  ear.run = isSame ? ear.run + 1 : 0;
  ear.longestRun = Math.max(ear.longestRun, ear.run);
  if (isSame) ear.repeats++;
  if (ear.frames === 0) ear.firstMs = nowMs;
  ear.lastMs = nowMs;
  ear.frames++;
  ear.bytes += frame.jpeg.byteLength;
  if (ear.agesMs.length < mostAges) ear.agesMs.push(nowMs - (frame.capturedNowMs ?? nowMs));
  ear.newest = frame;
}

function newEar(): Ear {
  const counts = { frames: 0, bytes: 0, repeats: 0, run: 0, longestRun: 0 };
  return { newest: null, firstMs: 0, lastMs: 0, ...counts, agesMs: [] };
}

export async function listenToBench(
  parts: ListenParts,
  listenMs: number,
  signal: AbortSignal,
): Promise<BenchHeard> {
  const { clock, link, setup } = parts;
  const rows: ServoState[] = [];
  const ears = new Map<string, Ear>();
  for (const { role } of link?.cameras ?? []) ears.set(role, newEar());
  const startMs = clock.nowMs();
  {
    using listening = new DisposableStack();
    if (link !== null) {
      listening.use(link.onState((row) => void rows.push(row)));
      listening.use(
        link.onFrame((frame) => {
          const ear = ears.get(frame.role);
          if (ear !== undefined) hear(ear, frame, clock.nowMs());
        }),
      );
    }
    await clock.sleep(listenMs, signal);
  }
  const seconds = (clock.nowMs() - startMs) / 1000;
  const cameras = await Promise.all(
    (link?.cameras ?? []).map(async (model): Promise<CameraHeard> => {
      const ear = ears.get(model.role) ?? newEar();
      const { newest } = ear;
      const spanS = (ear.lastMs - ear.firstMs) / 1000;
      const isReal = setup.choice.kind === 'real';
      return {
        model,
        isCalibrated: !isReal || calibratedModel(model, setup.cameraCalibrations) !== null,
        words: parts.cameraWords(model.role),
        targetHz: link?.cameraRateHz ?? 0,
        frames: ear.frames,
        rateHz: ear.frames < 2 ? 0 : (ear.frames - 1) / spanS,
        ageMs: summarise(ear.agesMs).p50,
        repeats: ear.repeats,
        longestRepeat: ear.longestRun,
        picture: newest === null ? null : await parts.measurePicture(newest.jpeg).catch(() => null),
      };
    }),
  );
  const bytes = [...ears.values()].reduce((sum, ear) => sum + ear.bytes, 0);
  return {
    arm: {
      setup,
      identity: link?.robot.identity ?? null,
      rows,
      alerts: parts.alerts(),
      targetHz: link?.rateHz ?? 0,
    },
    cameras,
    picturesBytesPerS: bytes / seconds,
  };
}
