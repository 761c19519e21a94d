/** `bench reset onset`, `practise` and the reset over time, against a real door: what they ask, print and refuse. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CommandName } from '../../main/base/api/contract.ts';
import type { OnsetView } from '../../main/base/model/onset.ts';
import type { ResetView } from '../../main/base/model/reset.ts';
import { runBench } from '../../main/entry/cli/runBench.ts';
import { verbs } from '../../main/entry/cli/verbs.ts';
import { type CliRig, openCliRig } from '../lib/openCliRig.ts';
import { createTestTerminal, type TestTerminal } from '../lib/testTerminal.ts';

const rate = { k: 9, n: 40, lo: 0.1231, hi: 0.375 };
const onset: OnsetView = {
  ...{ task: 'push-t', failures: rate, unread: 1, demos: { failures: 2, labelled: 7 } },
  reasons: [{ reason: 'timeout', n: 9 }],
  bins: [
    { fromS: 0, toS: 5, believed: 6, ended: 0, demos: 2 },
    { fromS: 5, toS: 10, believed: 1, ended: 1, demos: 0 },
  ],
  ...{ across: 2, stated: { x: { min: 0.175, max: 0.235 }, y: { min: -0.06, max: 0.06 } } },
  cells: [
    { alongX: 1, alongY: 0, k: 7, n: 10, lo: 0.39, hi: 0.89 },
    { alongX: 0, alongY: 1, k: 0, n: 12, lo: 0, hi: 0.24 },
  ],
  stalls: [],
  proposals: [
    {
      ...{ k: 7, n: 10, lo: 0.39, hi: 0.89, expected: 0.46, share: 0.25 },
      box: { x: { min: 0.205, max: 0.235 }, y: { min: -0.06, max: 0 } },
      words: 'x 205 to 235 mm, y −60 to 0 mm: 7 of 10 failed (39 % to 89 %), 25 % of the starts.',
    },
  ],
  ...{ why: '3 trials of narrowed starts are left out.', starts: null },
};
const first = { k: 19, n: 20, lo: 0.7513, hi: 0.9987 };
const view: ResetView = {
  ...{ task: 'push-t', versions: [], inForce: 'shipped', measure: null, running: null },
  drift: {
    ...{ trials: 20, standard: null },
    blocks: [
      {
        ...{ kind: 'trials', first, secondsP50: 9.12 },
        ...{ fromTime: '2026-11-30T21:00:00.000Z', toTime: '2026-11-30T21:40:00.000Z' },
      },
    ],
  },
};

let rig: CliRig;
let terminal: TestTerminal;

beforeEach(async () => {
  rig = await openCliRig({
    'reset.onset': () => onset,
    'reset.practise': ({ starts }: { starts: ResetView['starts'] | null }) => ({
      ...view,
      ...(starts === null ? {} : { starts }),
    }),
    'reset.show': () => view,
  });
});
afterEach(() => rig[Symbol.asyncDispose]());

async function bench(...words: string[]): Promise<number> {
  terminal = createTestTerminal({ cwd: rig.dir });
  const all = ['reset', ...words, '--task', 'push-t', '--data', rig.dir];
  return await runBench(verbs, all, terminal, '0');
}
const asked = (name: CommandName): unknown =>
  rig.core.calls.findLast((call) => call.name === name)?.args;
const printed = (): string => terminal.outLines.join('\n');

test('onset: rates with intervals, a histogram, the map as seen from above, proposals', async () => {
  expect(await bench('onset')).toBe(0);
  const text = printed();
  expect(text).toContain('Trials: 9 of 40 failed, 23 % [12 %, 38 %]: 9 × timeout');
  expect(text).toContain('Demos: 2 of 7 labelled a failure');
  expect(text).toMatch(/ 0– 5 s {5}8 {2}#{23}\.{8}/);
  // The far row first, the larger y on the left.
  expect(text).toMatch(/ {2} {3}· {2}7\/10\n {2}0\/12 {2} {3}·/);
  expect(text).toContain('\n3 trials of narrowed starts are left out.\n');
  expect(text).toContain('1. x 205 to 235 mm, y −60 to 0 mm: 7 of 10 failed');
  expect(text).toContain('Trials begin in: all of the stated ones');
  expect(await bench('onset', '--json')).toBe(0);
  expect(JSON.parse(printed())).toEqual(onset);
});

test('practise: millimetres and degrees become metres and radians', async () => {
  expect(
    await bench('practise', '--x', '175:205', '--y', '-60:0', '--turn', '-90:90', '--by', 'Ada'),
  ).toBe(0);
  const { starts } = asked('reset.practise') as { starts: NonNullable<ResetView['starts']> };
  expect(starts.x.min).toBeCloseTo(0.175, 9);
  expect(starts.y).toEqual({ min: -0.06, max: 0 });
  expect(starts.yawRad?.max).toBeCloseTo(Math.PI / 2, 9);
  expect(printed()).toContain('Trials begin in: x 175 to 205 mm, y −60 to 0 mm, turn −90° to 90°');
  expect(await bench('practise', '--all', '--by', 'Ada')).toBe(0);
  expect(asked('reset.practise')).toEqual({ task: 'push-t', starts: null, by: 'Ada' });
});

test.each([
  [['--x', '175:205', '--by', 'Ada']],
  [['--x', '175-205', '--y', '0:1', '--by', 'Ada']],
  [['--x', '205:175', '--y', '0:1', '--by', 'Ada']],
  [['--all', '--x', '175:205', '--by', 'Ada']],
  [['--by', 'Ada']],
  [['--all']],
])('practise %j is refused before anything is asked', async (words) => {
  expect(await bench('practise', ...words)).toBe(2);
  expect(asked('reset.practise')).toBeUndefined();
});

test('show: what is in force and how it fares, where no version was added', async () => {
  expect(await bench('show')).toBe(0);
  expect(printed()).toMatch(/2026-11-30 21:00 to 21:40 +trials +19\/20 +\[75 %, 100 %\] +9\.1/);
});
