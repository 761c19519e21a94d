/** Plain made-up resets for the gallery: a measuring try by try, versions. Intervals are computed. */

import { rateOf } from '../../main/base/lib/rateOf.ts';
import { createRng } from '../../main/base/lib/rng.ts';
import type {
  ResetMeasure,
  ResetRunView,
  ResetTry,
  ResetVersion,
  ResetView,
} from '../../main/base/model/reset.ts';

const wallTime = '2026-01-14T13:46:05.000Z';
const box = { x: { min: 0.175, max: 0.235 }, y: { min: -0.06, max: 0.06 } };

const whys = ['the T stands 9 mm off', 'the T is still moving', 'the arm is in the picture'];

/** So many resets in a row; `second` of them needed another try, `missed` were never verified. */
export function galleryTries(
  n: number,
  second: readonly number[] = [],
  missed: readonly number[] = [],
): readonly ResetTry[] {
  const rng = createRng(11);
  const between = ({ min, max }: { readonly min: number; readonly max: number }): number =>
    min + (max - min) * rng.uniform();
  const off = (most: number): number => most * (2 * rng.uniform() - 1);
  return Array.from({ length: n }, (_, index): ResetTry => {
    const wanted = { xM: between(box.x), yM: between(box.y), yawRad: Math.PI * off(1) };
    const seen = {
      xM: wanted.xM + off(0.005),
      yM: wanted.yM + off(0.005),
      yawRad: wanted.yawRad + off(0.1),
    };
    const seconds = 13.2 + 3.4 * rng.uniform();
    if (missed.includes(index))
      return {
        ...{ index, wanted, seen: null, verifiedAt: null, attempts: 3 },
        ...{ seconds: 3 * seconds, why: whys[1] ?? '' },
      };
    const again = second.includes(index);
    return {
      ...{ index, wanted, seen, verifiedAt: again ? 2 : 1, attempts: again ? 2 : 1 },
      ...{ seconds: again ? 2 * seconds : seconds, why: again ? (whys[index % 3] ?? '') : '' },
    };
  });
}

export const galleryMeasure: ResetMeasure = {
  times: 20,
  verifiedFirst: rateOf(19, 20),
  verified: rateOf(20, 20),
  longestRow: 20,
  secondsP50: 14.6,
  secondsP95: 17.1,
  attemptsMean: 1.05,
  causes: [{ words: 'the T stands some mm off', n: 1 }],
  rescues: 0,
  spread: {
    n: 20,
    coordinates: { xM: 0.12, yM: 0.17, yawRad: 0.14 },
    cells: { covered: 15, of: 36 },
  },
  seed: 1,
  clock: 'lockstep',
  by: 'Maria',
  wallTime,
};

export const galleryLong: ResetMeasure = {
  ...galleryMeasure,
  ...{ times: 200, verifiedFirst: rateOf(196, 200), verified: rateOf(199, 200), longestRow: 151 },
  ...{ secondsP50: 15, secondsP95: 16.7, attemptsMean: 1.03, rescues: 1 },
  causes: [
    { words: 'the T stands some mm off', n: 2 },
    { words: 'the T is still moving', n: 2 },
  ],
  spread: {
    n: 199,
    coordinates: { xM: 0.06, yM: 0.08, yawRad: 0.05 },
    cells: { covered: 35, of: 36 },
  },
};

/** An agent's: sure of itself, and denied by the other check. */
export const galleryDenied: ResetMeasure = {
  ...galleryMeasure,
  second: { by: 'shipped', asked: 20, denied: 17, apartM: 0.0118 },
  by: 'agent-0003',
};

export const galleryShort: ResetMeasure = {
  ...galleryMeasure,
  verifiedFirst: rateOf(15, 20),
  verified: rateOf(18, 20),
  longestRow: 9,
  secondsP50: 15.8,
  secondsP95: 44.2,
  attemptsMean: 1.4,
  causes: [
    { words: 'the T is still moving', n: 5 },
    { words: 'the T stands some mm off', n: 3 },
    { words: 'the arm is in the picture', n: 1 },
  ],
  rescues: 2,
  spread: {
    n: 18,
    coordinates: { xM: 0.44, yM: 0.19, yawRad: 0.22 },
    cells: { covered: 11, of: 36 },
  },
};

function version(number: number, change: Partial<ResetVersion>): ResetVersion {
  return {
    id: `reset-000${number}`,
    task: 'push-t',
    hash: String(number).repeat(64),
    by: { kind: 'person', name: 'Maria' },
    words: 'Lifts the T by its knob and puts it down from above.',
    wallTime,
    measure: null,
    accepted: null,
    ...change,
  };
}

const accepted = { by: 'Maria', wallTime, overrode: null };

export const galleryVersions: readonly ResetVersion[] = [
  version(1, { measure: galleryShort, words: 'Pushes the T from all sides.' }),
  version(2, { measure: galleryMeasure, accepted }),
  version(3, { by: { kind: 'agent', agentId: 'agent-0003' } }),
];

export const galleryRunning = (change: Partial<ResetRunView> = {}): ResetRunView => ({
  task: 'push-t',
  reset: 'working',
  state: 'done',
  times: 20,
  tries: galleryTries(20, [6]),
  why: '',
  ...change,
});

export const galleryReset: ResetView = {
  task: 'push-t',
  versions: galleryVersions,
  inForce: 'reset-0002',
  measure: galleryMeasure,
  running: galleryRunning(),
  box,
};

/** As a task comes, on a new data folder. */
export const galleryShippedReset: ResetView = {
  ...galleryReset,
  ...{ versions: [], inForce: 'shipped', running: null },
  makers: { wallTime: '2026-01-12T10:00:00.000Z', counts: true },
};

export const galleryNoReset: ResetView = {
  ...{ task: 'push-t', versions: [], inForce: 'shipped', measure: null, running: null },
};
