/**
 * Resets and their figures: lines for people, intervals beside every rate, and the one value for scripts. Decides nothing.
 */
import { textTable } from '../../base/lib/textTable.ts';
import { makersNoteWords } from '../../base/model/makers.ts';
import type {
  ResetDrift,
  ResetMeasure,
  ResetTry,
  ResetVersion,
  ResetView,
} from '../../base/model/reset.ts';
import { secondWords } from '../../base/model/secondWords.ts';
import { startWords } from '../../base/model/starts.ts';
import { rateWords } from './judgeWords.ts';
import { driftLines } from './onsetWords.ts';

/** Counts as plain numbers, their 95 % intervals beside; `spread` by coordinate. */
export function measureJson(measure: ResetMeasure): Readonly<Record<string, unknown>> {
  const { verifiedFirst, verified, secondsP50, secondsP95, attemptsMean, spread } = measure;
  const { times, longestRow, rescues, causes, seed, clock, between, by, wallTime } = measure;
  return {
    ...{ times, verifiedFirst: verifiedFirst.k, verified: verified.k, secondsP50, attemptsMean },
    spread: spread.coordinates,
    ...(measure.second === undefined ? {} : { second: measure.second }),
    ...{ spreadN: spread.n, cells: spread.cells, secondsP95, longestRow, rescues, causes },
    intervals: {
      verifiedFirst: [verifiedFirst.lo, verifiedFirst.hi],
      verified: [verified.lo, verified.hi],
    },
    ...{ seed, clock, between: between ?? 'nothing', by, wallTime },
  };
}

export function measureLines(measure: ResetMeasure): readonly string[] {
  const { verifiedFirst, verified, secondsP50, secondsP95, attemptsMean, spread } = measure;
  const { times, longestRow, rescues, causes } = measure;
  const { xM, yM, yawRad } = spread.coordinates;
  const distances = `x ${xM.toFixed(3)}, y ${yM.toFixed(3)}, turn ${yawRad.toFixed(3)}`;
  const { covered, of } = spread.cells;
  return [
    `Verified at the first check: ${rateWords(verifiedFirst)}`,
    `Within the retries: ${rateWords(verified)}; ${longestRow} of ${times} in a row`,
    [
      `${secondsP50.toFixed(1)} s (p50), ${secondsP95.toFixed(1)} s (p95)`,
      `${attemptsMean.toFixed(2)} tries each`,
    ].join(', '),
    `Largest distance from the stated starts (n = ${spread.n}): ${distances}`,
    `Cells begun in: ${covered} of ${of}`,
    ...(measure.second === undefined ? [] : [secondWords(measure.second)]),
    ...(rescues === 0 ? [] : [`A person would have been called ${rescues} times.`]),
    ...causes.map(({ words, n }) => `${String(n).padStart(4)} × ${words}`),
  ];
}

export function tryLine({ index, verifiedAt, seconds, why }: ResetTry): string {
  const at = verifiedAt === null ? 'not verified' : `check ${verifiedAt}`;
  const words = why === '' ? '' : `  ${why}`;
  const number = String(index + 1).padStart(4);
  return `${number}  ${at.padEnd(12)}  ${seconds.toFixed(1).padStart(5)} s${words}`;
}

const makerOf = ({ by }: ResetVersion): string => {
  if (by.kind === 'agent') return by.agentId;
  return by.kind === 'person' ? by.name : by.kind;
};

export function viewLines({
  versions,
  inForce,
  measure,
  starts,
  drift,
  makers,
}: ResetView): readonly string[] {
  const heads = ['Reset', 'By', 'First check', 'In a row', 'p50 s', ''];
  const rows = versions.map((version) => {
    const { id, measure: own } = version;
    const figures =
      own === null
        ? ['-', '-', '-']
        : [
            `${own.verifiedFirst.k}/${own.times}`,
            String(own.longestRow),
            own.secondsP50.toFixed(1),
          ];
    return [id, makerOf(version), ...figures, id === inForce ? 'in force' : ''];
  });
  const named = inForce === 'shipped' ? 'the one that came with it' : inForce;
  return [
    ...(rows.length === 0 ? ['No version was added yet.'] : textTable(heads, rows)),
    `In force: ${named ?? 'one that somebody changed by hand'}.`,
    ...(starts === undefined ? [] : [`Trials begin in: ${startWords(starts)}`]),
    ...(measure === null
      ? [`It was not measured${starts === undefined ? '' : ' for them'} yet.`]
      : measureLines(measure)),
    ...(makers === undefined ? [] : [makersNoteWords(makers)]),
    ...driftLines(drift),
  ];
}

export function versionLines(
  version: ResetVersion,
  drift: ResetDrift | undefined = undefined,
): readonly string[] {
  const { id, words, accepted, measure } = version;
  return [
    `${id} by ${makerOf(version)}: ${words}`,
    ...(accepted === null ? [] : [`Accepted by ${accepted.by}, ${accepted.wallTime}.`]),
    ...(typeof accepted?.overrode === 'string' ? [`Although: ${accepted.overrode}`] : []),
    ...(measure === null ? ['It was not measured yet.'] : measureLines(measure)),
    ...driftLines(drift),
  ];
}
