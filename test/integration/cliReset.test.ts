/** `bench reset …` against a real door: what it asks, what it prints, how it exits. */
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CommandName } from '../../main/base/api/contract.ts';
import { BenchError } from '../../main/base/model/errors.ts';
import type {
  ResetMeasure,
  ResetRunView,
  ResetVersion,
  ResetView,
} from '../../main/base/model/reset.ts';
import { runBench } from '../../main/entry/cli/runBench.ts';
import { verbs } from '../../main/entry/cli/verbs.ts';
import { type CliRig, openCliRig } from '../lib/openCliRig.ts';
import { createTestTerminal, type TestTerminal } from '../lib/testTerminal.ts';

const wanted = { xM: 0.2, yM: 0, yawRad: 1 };
const measure: ResetMeasure = {
  ...{ times: 20, verifiedFirst: { k: 19, n: 20, lo: 0.7513, hi: 0.9987 }, longestRow: 20 },
  ...{ verified: { k: 20, n: 20, lo: 0.8316, hi: 1 }, secondsP50: 9.1, secondsP95: 11.2 },
  ...{ attemptsMean: 1.05, causes: [{ words: 'no T is seen lying flat', n: 1 }], rescues: 0 },
  spread: {
    ...{ n: 20, coordinates: { xM: 0.12, yM: 0.15, yawRad: 0.09 } },
    cells: { covered: 15, of: 36 },
  },
  ...{ seed: 1, clock: 'lockstep', between: 'nothing', by: 'Ada', wallTime: '2026-11-30' },
};
const version: ResetVersion = {
  ...{ id: 'reset-0001', task: 'push-t', hash: 'ab', by: { kind: 'person', name: 'Ada' } },
  ...{ words: 'Puts it back.', wallTime: '', measure, accepted: null },
};
const view: ResetView = {
  ...{ task: 'push-t', versions: [version], inForce: 'shipped', measure: null, running: null },
};

let rig: CliRig;
let terminal: TestTerminal;
let shown: ResetView;
let onShow: () => ResetView;
let onRun: () => unknown;

const handlers: Partial<Record<CommandName, (args: never, signal: AbortSignal) => unknown>> = {
  'reset.show': () => onShow(),
  'reset.run': () => onRun(),
  'reset.stopRun': () => null,
  'reset.add': () => version,
  'reset.accept': () => version,
};

beforeEach(async () => {
  rig = await openCliRig(handlers);
  shown = view;
  onShow = () => shown;
  onRun = () => measure;
});
afterEach(() => rig[Symbol.asyncDispose]());

async function bench(words: string): Promise<number> {
  terminal = createTestTerminal({ cwd: rig.dir });
  const all = [...words.split(' '), '--task', 'push-t', '--data', rig.dir];
  return await runBench(verbs, all, terminal, '0');
}
const asked = (name: CommandName): unknown =>
  rig.core.calls.find((call) => call.name === name)?.args;
const printed = (): string => terminal.outLines.join('\n');

test('run: one line for a script with counts as numbers, and all verified as exit code', async () => {
  expect(await bench('reset run --times 20 --lockstep --json --seed 7')).toBe(0);
  expect(asked('reset.run')).toEqual({
    ...{ task: 'push-t', reset: 'working', times: 20, seed: 7, lockstep: true },
    ...{ between: 'nothing', by: 'operator' },
  });
  expect(terminal.outLines).toHaveLength(1);
  expect(JSON.parse(printed())).toMatchObject({
    ...{ times: 20, verifiedFirst: 19, verified: 20, secondsP50: 9.1, attemptsMean: 1.05 },
    ...{
      spread: { xM: 0.12, yM: 0.15, yawRad: 0.09 },
      spreadN: 20,
      cells: { covered: 15, of: 36 },
    },
    intervals: { verifiedFirst: [0.7513, 0.9987] },
  });
  const second = { by: 'shipped', asked: 20, denied: 3, apartM: 0.002 };
  onRun = () => ({ ...measure, second });
  await bench('reset run --times 20 --lockstep --json');
  expect(JSON.parse(printed())).toMatchObject({ second });
  onRun = () => ({ ...measure, verified: { ...measure.verified, k: 19 }, rescues: 1 });
  expect(await bench('reset run --reset reset-0001 --between policy')).toBe(1);
  expect(printed()).toContain('first check: 19 of 20, 95.0 % [75.1 %, 99.9 %]');
  expect(printed()).toContain('called 1 times');
  expect(await bench('reset run --reset mine')).toBe(2);
  expect(await bench('reset run --times 5000')).toBe(2);
});

test('a measuring that outlasts its call is waited for, and each reset is told', async () => {
  const tried = { index: 0, wanted, seen: wanted, verifiedAt: 1, attempts: 1, seconds: 9, why: '' };
  const running: ResetRunView = {
    ...{ task: 'push-t', reset: 'shipped', state: 'running', times: 20, why: '' },
    tries: [tried],
  };
  let looks = 0;
  onShow = () => {
    looks++;
    if (looks === 1) return view;
    if (looks === 2) return { ...view, running };
    return { ...view, running: { ...running, state: 'done', measure } };
  };
  onRun = () => {
    throw new BenchError('timeout', 'reset.run took longer than five minutes');
  };
  expect(await bench('reset run --json')).toBe(0);
  expect(JSON.parse(printed())).toMatchObject({ verified: 20 });
  expect(terminal.noteLines.join('\n')).toContain('check 1');
});

test('a signal ends it, and the core is told', async () => {
  const runs = Promise.withResolvers<void>();
  onRun = () => {
    runs.resolve();
    return new Promise(() => undefined);
  };
  const ends = bench('reset run --json');
  await runs.promise;
  terminal.signal('SIGINT');
  expect(await ends).toBe(130);
  expect(asked('reset.stopRun')).toEqual({});
});

test('list and show: versions with intervals, and what is in force', async () => {
  expect(await bench('reset list')).toBe(0);
  expect(printed()).toMatch(/reset-0001 +Ada +19\/20 +20 +9.1/);
  expect(printed()).toContain('In force: the one that came with it.');
  expect(await bench('reset show')).toBe(0);
  expect(printed()).toContain('reset-0001 by Ada: Puts it back.');
  expect(await bench('reset show --reset reset-0007')).toBe(2);
});

test('add and accept ask for what was said', async () => {
  expect(await bench('reset add mine --by Ada')).toBe(0);
  expect(asked('reset.add')).toEqual({ task: 'push-t', dir: join(rig.dir, 'mine'), by: 'Ada' });
  expect(await bench('reset accept --by Ada --override because')).toBe(0);
  expect(asked('reset.accept')).toEqual({
    ...{ task: 'push-t', reset: 'reset-0001', by: 'Ada', override: 'because' },
  });
  expect(await bench('reset accept')).toBe(2);
  shown = { ...view, versions: [] };
  expect(await bench('reset accept --by Ada')).toBe(2);
});
