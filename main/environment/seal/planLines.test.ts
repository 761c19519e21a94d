/** The lines before signing: each fails for its own reason and says it. */
import { expect, it } from 'vitest';
import { measuredReset } from '../../../test/lib/sealGrounds.ts';
import { simulatedBenchEnvelope } from '../../bench/benchEnvelope.ts';
import { type LineFacts, planLines } from './planLines.ts';

const limits = {
  ...{ x: { min: 0.1, max: 0.3 }, y: { min: -0.2, max: 0.2 }, z: { min: 0.005, max: 0.2 } },
  ...{ gripperRad: null, maxTiltRad: null },
};
const locked = {
  ...{ positives: 20, negatives: 59, fp: 0, fn: 1, fprUpper95: 0.0495, recall: 0.95 },
  ...{ recallInterval: [0.75, 0.99] as const, precision: 1, flipsMax: 1, byKind: {} },
};
const report = { locked, gate: 'pass', why: [] } as const;
const reset = measuredReset;
const well: LineFacts = {
  judge: { id: 'judge-0001', report, measure: { setId: 'locked-0001' } },
  ...{ reset, lockedSets: [{ setId: 'locked-0001' }], problems: [] },
  manifest: { resetLimits: limits, episodeLimits: limits },
  bench: simulatedBenchEnvelope,
};
const lacking = (change: Partial<LineFacts>): readonly (readonly [string, string])[] =>
  planLines({ ...well, ...change })
    .filter(({ ok }) => !ok)
    .map(({ id, words }) => [id, words] as const);

it('are all met, each with its figure', () => {
  expect(planLines(well)).toEqual([
    {
      ...{ id: 'judge', ok: true },
      words:
        'judge-0001 met its gate on locked-0001: 0 of 59 negatives called success (below 5.0 %), ' +
        '95.0 % of 20 positives found.',
    },
    {
      ...{ id: 'reset', ok: true },
      words:
        '20 of 20 in a row within the retries; 20 are asked. ' +
        'Starts differ from the stated ones by x 0.10, y 0.12, the turn 0.30 (n = 20); at most 0.36 is asked.',
    },
    { id: 'locked', ok: true, words: 'locked-0001 measured the judge.' },
    { id: 'task', ok: true, words: 'The form is complete.' },
    { id: 'envelope', ok: true, words: "Both limits lie inside the bench's." },
  ]);
});

const spread = { ...reset.spread, coordinates: { xM: 0.4, yM: 0, yawRad: 0 } };
const cases: readonly (readonly [string, Partial<LineFacts>, string, RegExp])[] = [
  ['a judge changed by hand', { judge: null }, 'judge', /none of its versions/],
  [
    'a gate that is not met',
    {
      judge: {
        ...{ id: 'judge-0002', measure: { setId: 'locked-0001' } },
        report: { locked, gate: 'fail', why: ['p99 212.0 ms'] },
      },
    },
    'judge',
    /judge-0002 does not meet its gate: p99 212.0 ms\./,
  ],
  [
    'a shipped judge without a report',
    {
      judge: { id: 'shipped', measure: null, report: { locked: null, gate: 'fail', why: ['x'] } },
    },
    'judge',
    /came with the task without a report of its gate/,
  ],
  ['no measured reset', { reset: null }, 'reset', /bench reset run/],
  ['resets that cannot be asked', { reset: 'resets are away' }, 'reset', /^resets are away\.$/],
  [
    'a short row',
    { reset: { ...reset, longestRow: 19 } },
    'reset',
    /^19 of 20 in a row within the retries; 20 are asked\.$/,
  ],
  ['a narrow spread', { reset: { ...reset, spread } }, 'reset', /x 0\.40/],
  ['no locked set', { lockedSets: [] }, 'locked', /No clips are locked/],
  ['a form with a hole', { problems: ['Give it a name.'] }, 'task', /Give it a name\./],
  [
    'limits beyond the bench',
    {
      manifest: { resetLimits: { ...limits, x: { min: 0.1, max: 0.5 } }, episodeLimits: limits },
    },
    'envelope',
    /In x the reset goes from 100 mm to 500 mm, the bench from 20 mm to 380 mm/,
  ],
];
it.each(cases)('%s alone is told', (_name, change, id, words) => {
  const lines = lacking(change);
  expect(lines.map(([line]) => line)).toEqual([id]);
  expect(lines[0]?.[1]).toMatch(words);
});
