/** Plain made-up values for the gallery: a bench, a run, trials. Shapes are the contract's; figures mean nothing. */

import { must } from '../../main/base/lib/assert.ts';
import { createRng } from '../../main/base/lib/rng.ts';
import { jointNames } from '../../main/base/model/arm.ts';
import type { CameraModel } from '../../main/base/model/camera.ts';
import { failureReasons, invalidReasons, type TrialRow } from '../../main/base/model/trial.ts';
import type {
  Alert,
  BenchView,
  CameraHealth,
  CoreInfo,
  PastAlert,
  RunView,
  TaskView,
} from '../../main/base/model/view.ts';
import { lookAt } from '../draw/project.ts';
import type { AlertNote } from '../store/alertLog.ts';
import { type HealthHistory, historyLength } from '../store/healthHistory.ts';

const wallTime = '2026-01-14T13:46:05.000Z';
const size = { widthPx: 640, heightPx: 480, focalPx: 560 };

export const cameraModels: readonly CameraModel[] = [
  lookAt('overhead', [0.201, 0, 0.62], [0.2, 0, 0], size),
  lookAt('front', [0.62, -0.3, 0.36], [0.18, 0, 0.05], { ...size, focalPx: 620 }),
  lookAt('left', [0.2, 0.6, 0.3], [0.18, 0, 0.05], size),
  lookAt('right', [0.2, -0.6, 0.3], [0.18, 0, 0.05], size),
];

export const galleryCore: CoreInfo = {
  version: '0.1.0',
  pid: 4242,
  url: 'http://127.0.0.1:7340/',
  dataDir: 'data',
  isolation: 'bubblewrap',
};

export const galleryTasks: readonly TaskView[] = [
  {
    id: 'push-t',
    name: 'Push-T',
    version: '0',
    instruction: 'Push the T onto the outline on the table.',
    successWords: 'within 5 mm and 10° of the outline.',
    attempts: 8,
    goal: { xM: 0.2, yM: 0, yawRad: 0 },
    shape: [
      { kind: 'box', halfM: [0.01, 0.04, 0.01], atM: [-0.017, 0, 0.01] },
      { kind: 'box', halfM: [0.03, 0.01, 0.01], atM: [0.023, 0, 0.01] },
      { kind: 'box', halfM: [0.007, 0.007, 0.013], atM: [0, 0, 0.033] },
    ],
  },
  {
    id: 'touch',
    name: 'Touch the pad',
    version: '0',
    instruction: 'Touch the pad.',
    successWords: 'the tip on the pad within three seconds.',
    attempts: 1,
  },
];

function cameraHealth(model: CameraModel, index: number): CameraHealth {
  const role = model.role;
  return { role, rateHz: 30 - index / 10, targetHz: 30, ageMs: 21 + index, frozen: false, model };
}

export const galleryJoints = [0.35, -1.25, 1.75, 0.95, 0.1, 0.02];

export function galleryBench(cameras: number, change: Partial<BenchView> = {}): BenchView {
  const same = (value: number): number[] => jointNames.map(() => value);
  return {
    benchId: 'sim-1',
    kind: 'simulated',
    clock: 'real',
    mode: 'holding',
    stopped: null,
    lease: 'none',
    arm: {
      tick: 18_204,
      atMs: 364_080,
      mode: 'holding',
      positionRad: galleryJoints,
      velocityRadS: same(0),
      load: [0.04, 0.31, -0.38, 0.12, 0.02, 0.03],
      temperatureC: [34, 39, 41, 36, 33, 35],
      voltageV: [12.1, 12, 12, 12.1, 12.1, 12.1],
      wantedRad: null,
      appliedRad: galleryJoints,
      limitedBy: null,
    },
    envelope: {
      jointsRad: [
        { min: -1.4, max: 1.4 },
        { min: -2.9, max: 0.05 },
        { min: 0.1, max: 3 },
        { min: -1.5, max: 1.5 },
        { min: -2.4, max: 2.4 },
        { min: 0, max: 1.2 },
      ],
      workspaceM: {
        x: { min: 0.08, max: 0.33 },
        y: { min: -0.17, max: 0.17 },
        z: { min: 0, max: 0.17 },
      },
      linksM: {
        x: { min: -0.11, max: 0.41 },
        y: { min: -0.36, max: 0.36 },
        z: { min: 0, max: 0.35 },
      },
      floorM: 0,
      speedRadS: same(2),
      accelerationRadS2: same(20),
      loadLimit: 0.6,
      overloadMs: 400,
      temperatureRestC: 60,
      gripperLockRad: null,
      maxTiltRad: null,
    },
    health: {
      loopHz: 50,
      targetHz: 50,
      ticks: 18_204,
      missedTicks: 0,
      busMsP50: 1.9,
      busMsP99: 2.6,
      hottestC: 41,
      hottestJoint: 'elbow_flex',
      lowestV: 12,
      cpuCores: 0.6,
    },
    cameras: cameraModels.slice(0, cameras).map(cameraHealth),
    objects: ['tee'],
    ...change,
  };
}

export const galleryRun: RunView = {
  batchId: 'b-0007',
  task: 'push-t',
  seed: 1,
  clock: 'real',
  trials: 60,
  done: 39,
  counts: { success: 18, failure: 20, invalid: 1 },
  trial: {
    id: 'b-0007-0040',
    index: 39,
    phase: 'episode',
    attempt: 2,
    attempts: 8,
    phaseS: 14.2,
    limitS: 30,
    lastVerdict: {
      verdict: 'failure',
      score: 0.12,
      margin: -4.4,
      perCamera: { overhead: 'failure', front: 'failure' },
      cameraScores: { overhead: 0.12, front: 0.31 },
      flags: [],
      believed: { xM: 0.215, yM: 0.045, yawRad: -0.5 },
    },
    past: [],
  },
};

/** `count` finished trials; the last 39 belong to the run above. */
export function galleryTrials(count: number): readonly TrialRow[] {
  const rng = createRng(7);
  return Array.from({ length: count }, (_, position): TrialRow => {
    const fromEnd = count - position;
    const batch = fromEnd <= 39 ? 7 : 6 - Math.floor((fromEnd - 40) / 200);
    const index = fromEnd <= 39 ? 39 - fromEnd : (fromEnd - 40) % 200;
    const draw = rng.uniform();
    const outcome = draw < 0.46 ? 'success' : draw < 0.97 ? 'failure' : 'invalid';
    const reasons = outcome === 'failure' ? failureReasons : invalidReasons;
    const batchId = `b-${String(Math.max(1, batch)).padStart(4, '0')}`;
    const hash = Array.from({ length: 64 }, () => rng.below(16).toString(16)).join('');
    const minute = String(Math.floor(position / 60) % 60).padStart(2, '0');
    return {
      id: `${batchId}-${String(index + 1).padStart(4, '0')}${batch < 1 ? `-${position}` : ''}`,
      batchId,
      index,
      task: position % 50 < 45 ? 'push-t' : 'touch',
      outcome,
      reason:
        outcome === 'success'
          ? null
          : must(reasons[rng.below(outcome === 'failure' ? 2 : reasons.length)]),
      attempts: 1 + rng.below(8),
      stepHash: hash,
      benchSeconds: rng.between(20, 180),
      wallTime: `2026-01-14T12:${minute}:${String(position % 60).padStart(2, '0')}.000Z`,
      clock: batch === 7 ? 'real' : 'lockstep',
      seed: 1,
    };
  });
}

export function galleryHistory(): HealthHistory {
  const rng = createRng(3);
  return Array.from({ length: historyLength }, (_, index) => ({
    benchMs: 2_900 * index,
    ticks: 25 * index,
    missedTicks: index < 80 ? 4 : 7,
    atMs: 500 * index,
    loopHz: rng.uniform() < 0.08 ? 49.4 : 50,
    cameraAgeMs: 18 + 8 * rng.uniform(),
    hottestC: 38 + index / 40,
    cpuCores: 0.55 + 0.1 * rng.uniform(),
  }));
}

export const galleryAlerts: readonly Alert[] = [
  {
    key: 'hot-3',
    level: 'warning',
    message: 'Elbow servo at 54 °C.',
    todo: 'It rests at 60 °C; nothing to do.',
    sinceWallTime: wallTime,
  },
  {
    key: 'camera-front',
    level: 'danger',
    message: 'Front camera gives the same picture again and again.',
    todo: 'Check its cable; the arm holds until it answers.',
    sinceWallTime: '2026-01-14T13:44:00.000Z',
  },
  {
    key: 'disk',
    level: 'info',
    message: 'Disk has 4.1 GB left.',
    todo: 'About 60 trials; make room soon.',
    sinceWallTime: '2026-01-14T13:20:00.000Z',
  },
];

export const galleryBusLost: readonly Alert[] = [
  {
    key: 'servo/bus-lost/all',
    level: 'danger',
    message: 'No servo answers.',
    todo: 'Check the cable and the power of the arm; the arm holds until it answers again.',
    sinceWallTime: '2026-01-14T12:41:00.000Z',
  },
];

/** The three above stand; two more are over. */
export const galleryAlertLog: readonly AlertNote[] = [
  ...galleryAlerts.map((alert) => ({ alert, overWallTime: null })),
  {
    alert: {
      key: 'camera/overhead',
      level: 'danger',
      message: 'Overhead camera sends no pictures.',
      todo: 'Check its cable and its light; nothing is judged without it.',
      sinceWallTime: '2026-01-14T13:02:00.000Z',
    },
    overWallTime: '2026-01-14T13:03:00.000Z',
  },
  ...galleryBusLost.map((alert) => ({ alert, overWallTime: '2026-01-14T12:42:00.000Z' })),
];

const past = (seq: number, time: string, key: string, message: string): PastAlert => {
  return { seq, wallTime: `2026-01-${time}:00.000Z`, key, message };
};

/** What the ledger has: the five above, and a night. */
export const galleryPastAlerts: readonly PastAlert[] = [
  ...galleryAlertLog.map(({ alert }, index) => {
    return {
      seq: 900 - index,
      wallTime: alert.sinceWallTime,
      key: alert.key,
      message: alert.message,
    };
  }),
  past(812, '14T03:12', 'hot-3', 'Elbow servo at 57 °C.'),
  past(640, '13T23:55', 'run', 'The run ended: the judge is not what was hashed.'),
  past(633, '13T23:41', 'disk', 'Disk has 4.6 GB left.'),
];
