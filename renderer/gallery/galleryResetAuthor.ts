/** Plain made-up work of the author of resets for the gallery: tries, skills given up, a version that came of it. */
import type { ResetAttempt, ResetAuthorView } from '../../main/base/model/resetAuthor.ts';
import { galleryMeasure } from './galleryReset.ts';

const attempt = (
  number: number,
  skill: ResetAttempt['skill'],
  differs: string,
  [verifiedFirst, n, verified = n]: readonly [number, number, number?],
  [secondsMean, offMm]: readonly [number, number | null],
  kept: boolean,
  why = '',
): ResetAttempt => ({
  ...{ number, skill, differs: [differs], n, verifiedFirst, verified, secondsMean, why, kept },
  offM: offMm === null ? null : offMm / 1000,
});

const attempts: readonly ResetAttempt[] = [
  attempt(1, 'carry', 'grip at 25 mm, carried at 55 mm', [3, 3], [9.8, 0.9], true),
  attempt(
    ...([2, 'slide', 'grip at 25 mm', [1, 3, 2], [21.4, 2.6], false] as const),
    'the tee lies at 182, 40 mm, wanted 190, 12 mm; the knob slipped out on the way (0.02 rad, load 0.01)',
  ),
  attempt(3, 'carry', 'from other starts too', [7, 7], [9.9, 0.8], true),
  attempt(4, 'carry', 'as it is, for comparison', [4, 4], [9.7, 0.8], true),
  attempt(5, 'carry', 'tip 0.20 → 0.24 m/s', [4, 4], [8.8, 0.9], true),
  attempt(
    ...([6, 'carry', 'looks 3 → 2', [3, 4], [11.1, 1.4], false] as const),
    'no tee is seen lying flat',
  ),
];

const skipped = [
  {
    skill: 'push',
    why: 'pushed through its middle it keeps its turn, and a start asks for one',
  },
  { skill: 'slide', why: '41.0 s a reset, failures counted, where carry has 9.9' },
] as const;

const base = { id: 1, task: 'push-t', most: 40, attempts, skipped, why: '' } as const;

export const galleryAuthoring: ResetAuthorView = {
  ...base,
  ...{ state: 'running', doing: 'down and up 0.15 m/s → 0.20 m/s (2 of 4)', resets: 28 },
  report: null,
};

export const galleryAuthored: ResetAuthorView = {
  ...base,
  ...{ state: 'done', doing: '', resets: 38 },
  report: {
    ...{ reset: 'reset-0003', hash: 'ab'.repeat(32), skill: 'carry', attempts, skipped },
    words: 'Looks, takes it by its knob, lifts it, carries it and puts it down, and looks again.',
    ...{ measure: galleryMeasure, gate: 'pass', lacks: [], seconds: 412 },
  },
};

export const galleryAuthorFailed: ResetAuthorView = {
  ...base,
  ...{ state: 'failed', doing: '', resets: 6, report: null },
  attempts: [
    attempt(
      ...([1, 'carry', 'grip at 25 mm, carried at 55 mm', [0, 3, 0], [31.2, null], false] as const),
      'no tee is seen lying flat; no knob between the jaws (0.00 rad, load 0.00)',
    ),
  ],
  why: 'no skill that was tried puts the thing where it shall be. Look at gripper, cameras and light.',
};
