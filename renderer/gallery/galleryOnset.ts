/** Plain made-up facts of where trials fail, and a reset over a night. Intervals and proposals are computed. */

import { rateOf } from '../../main/base/lib/rateOf.ts';
import { createRng } from '../../main/base/lib/rng.ts';
import { wilson } from '../../main/base/lib/stats.ts';
import type {
  OnsetCell,
  OnsetProposal,
  OnsetStall,
  OnsetView,
} from '../../main/base/model/onset.ts';
import type { ResetBlock, ResetDrift } from '../../main/base/model/reset.ts';
import { type StartBox, startWords } from '../../main/base/model/starts.ts';
import { galleryMeasure } from './galleryReset.ts';

const stated = { x: { min: 0.175, max: 0.235 }, y: { min: -0.06, max: 0.06 } };
const across = 6;

const rate = (k: number, n: number) => {
  const { low: lo, high: hi } = wilson(k, n);
  return { k, n, lo, hi };
};

/** Few fail near the middle, most in the far right corner. */
const cells: readonly OnsetCell[] = Array.from({ length: across * across }, (_, at): OnsetCell => {
  const [alongX, alongY] = [Math.floor(at / across), at % across];
  const n = 3 + ((alongX * 5 + alongY * 3) % 4);
  const hard = Math.max(0, alongX - 2) + Math.max(0, 3 - alongY);
  return { alongX, alongY, ...rate(Math.min(n, Math.round((n * hard) / 7)), n) };
}).filter(({ alongX, alongY }) => alongX + alongY > 0);

function stalls(): readonly OnsetStall[] {
  const rng = createRng(5);
  return Array.from({ length: 40 }, (_, at): OnsetStall => {
    const xM = 0.19 + 0.04 * rng.uniform();
    const yM = -0.05 + 0.06 * rng.uniform();
    const start = { xM, yM, yawRad: 0 };
    const end = { xM: 0.2 + 0.02 * rng.uniform(), yM: -0.03 + 0.04 * rng.uniform(), yawRad: 0 };
    const seconds = 20 + 60 * rng.uniform();
    const trial = `b-0007-${String(at + 1).padStart(4, '0')}`;
    const known = at % 13 !== 0;
    return {
      trial,
      start,
      at: known ? end : null,
      seconds,
      attempt: 1,
      outside: known ? 1.4 : null,
    };
  });
}

function proposal(box: StartBox, k: number, n: number, share: number): OnsetProposal {
  const told = rate(k, n);
  const expected = (k + 10 * 0.34) / (n + 10);
  return { ...told, box, expected, share, words: `${startWords(box)}: ${k} of ${n} failed.` };
}

const totals = cells.reduce((sum, { k, n }) => ({ k: sum.k + k, n: sum.n + n }), { k: 0, n: 0 });

export const galleryOnset: OnsetView = {
  ...{ task: 'push-t', failures: rate(totals.k, totals.n), unread: 0, stated, across, cells },
  demos: { failures: 11, labelled: 46 },
  reasons: [
    { reason: 'not-reached', n: totals.k - 9 },
    { reason: 'timeout', n: 9 },
  ],
  bins: [3, 1, 2, 5, 9, 14, 12, 6, 4, 2, 1].map((believed, bin) => ({
    ...{ fromS: 10 * bin, toS: 10 * bin + 10, believed },
    ...{ ended: bin === 4 || bin === 9 ? 2 : 0, demos: bin < 4 ? 4 - bin : 0 },
  })),
  stalls: stalls(),
  proposals: [
    proposal({ x: { min: 0.215, max: 0.235 }, y: { min: -0.06, max: -0.02 } }, 14, 18, 0.11),
    proposal(
      {
        ...{ x: { min: 0.195, max: 0.215 }, y: { min: -0.06, max: -0.04 } },
        yawRad: { min: (3 * Math.PI) / 4, max: (5 * Math.PI) / 4 },
      },
      6,
      8,
      0.02,
    ),
  ],
  why: '',
  starts: null,
};

export const galleryFewOnset: OnsetView = {
  ...galleryOnset,
  ...{ failures: rate(4, 12), stalls: galleryOnset.stalls.slice(0, 4), proposals: [] },
  cells: [
    { alongX: 4, alongY: 1, ...rate(2, 3) },
    { alongX: 1, alongY: 4, ...rate(0, 5) },
    { alongX: 5, alongY: 2, ...rate(2, 4) },
  ],
  bins: galleryOnset.bins.slice(0, 4).map((bin) => ({ ...bin, ended: 0, demos: 0, believed: 1 })),
  demos: { failures: 0, labelled: 0 },
  why: 'Too few trials: 12 of 20 that are needed before a place is proposed.',
};

export const galleryPractised: StartBox = {
  x: { min: 0.205, max: 0.235 },
  y: { min: -0.06, max: -0.02 },
};

function blockOf(at: number, k: number, n: number): ResetBlock {
  const hour = (minutes: number): string =>
    new Date(Date.UTC(2026, 0, 13, 21, minutes)).toISOString();
  return {
    ...{ kind: 'trials', fromTime: hour(32 * at), toTime: hour(32 * at + 30) },
    ...{ first: rateOf(k, n), secondsP50: 14.4 + 0.5 * at },
  };
}

const measured: ResetBlock = {
  ...{
    kind: 'measuring',
    fromTime: '2026-01-13T20:10:00.000Z',
    toTime: '2026-01-13T20:10:00.000Z',
  },
  ...{ first: rateOf(100, 100), secondsP50: 14.6 },
};

/** `firsts`: of twenty trials each, verified at the first check. */
export const galleryDriftOf = (firsts: readonly number[]): ResetDrift => ({
  blocks: [measured, ...firsts.map((k, at) => blockOf(at, k, 20)), blockOf(firsts.length, 7, 9)],
  trials: 20 * firsts.length + 9,
  standard: rateOf(100, 100),
});

export const galleryDriftFirst: ResetDrift = {
  blocks: [{ ...measured, first: galleryMeasure.verifiedFirst }],
  trials: 0,
  standard: galleryMeasure.verifiedFirst,
};
