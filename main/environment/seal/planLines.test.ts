/** The lines before signing: each fails for its own reason and says it. */
import { describe, expect, it } from 'vitest';
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
  task: 'push-t',
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
      ...{ id: 'judge', ok: true, todo: null },
      words:
        'judge-0001 met its gate on locked-0001: 0 of 59 negatives called success (below 5.0 %), ' +
        '95.0 % of 20 positives found.',
    },
    {
      ...{ id: 'reset', ok: true, todo: null },
      words:
        '20 of 20 in a row within the retries; 20 are asked. ' +
        'Starts differ from the stated ones by x 0.10, y 0.12, the turn 0.30 (n = 20); at most 0.36 is asked.',
    },
    { id: 'locked', ok: true, words: 'locked-0001 measured the judge.', todo: null },
    { id: 'task', ok: true, words: 'The form is complete.', todo: null },
    { id: 'envelope', ok: true, words: "Both limits lie inside the bench's.", todo: null },
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
    /^The judge that came with the task was not measured on locked clips\.$/,
  ],
  ['no measured reset', { reset: null }, 'reset', /^The reset was not measured on the bench\.$/],
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

it('says what to do in words, and how it is typed apart', () => {
  const [line] = planLines({ ...well, reset: null }).filter(({ ok }) => !ok);
  expect(line?.todo).toEqual({
    words: 'Measure it on the bench.',
    command: 'bench reset run --task push-t --times 20',
  });
  const changed = { judge: null, reset: null, lockedSets: [], problems: ['x'] };
  for (const { ok, words, todo } of planLines({ ...well, ...changed })) {
    expect(todo === null).toBe(ok);
    expect(`${words} ${todo?.words}`).not.toContain('bench ');
    expect(todo?.command ?? '').not.toContain('TASK');
  }
});

describe('what the makers measured', () => {
  const makers = { wallTime: '2026-11-30T20:00:00.000Z', counts: true };
  const judge = { id: 'shipped', measure: null, report: { ...report, makers } } as const;
  const shipped: LineFacts = { ...well, judge, resetMakers: makers, lockedSets: [] };

  it('counts as if it had been measured here, and says whose it is', () => {
    const lines = planLines(shipped);
    expect(lines.every(({ ok }) => ok)).toBe(true);
    const by = /measured by the makers on the simulated bench, 2026-11-30\.$/i;
    for (const line of lines.slice(0, 2)) expect(line.words).toMatch(by);
    expect(lines[2]?.words).toContain('the judge came with its own report');
  });

  it('counts for nothing elsewhere, and says that too', () => {
    const elsewhere = { ...makers, counts: false };
    const none = { locked: null, gate: 'fail', why: ['x'], makers: elsewhere } as const;
    const lines = planLines({
      ...{ ...shipped, reset: null, resetMakers: elsewhere },
      judge: { ...judge, report: none },
    });
    expect(lines.filter(({ ok }) => !ok).map(({ id }) => id)).toEqual(['judge', 'reset', 'locked']);
    for (const line of lines.slice(0, 2))
      expect(line.words).toContain('of this bench that proves nothing');
  });
});
