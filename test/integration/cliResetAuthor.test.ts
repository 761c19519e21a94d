/** `bench reset author` against a real door: what it asks, what it prints, how it exits. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CommandName } from '../../main/base/api/contract.ts';
import { rateOf } from '../../main/base/lib/rateOf.ts';
import type { ResetMeasure } from '../../main/base/model/reset.ts';
import type { ResetAuthorReport } from '../../main/base/model/resetAuthor.ts';
import { runBench } from '../../main/entry/cli/runBench.ts';
import { verbs } from '../../main/entry/cli/verbs.ts';
import { type CliRig, openCliRig } from '../lib/openCliRig.ts';
import { createTestTerminal, type TestTerminal } from '../lib/testTerminal.ts';

const measure: ResetMeasure = {
  ...{ times: 20, verifiedFirst: rateOf(20, 20), verified: rateOf(20, 20), longestRow: 20 },
  ...{ secondsP50: 8.3, secondsP95: 9, attemptsMean: 1, causes: [], rescues: 0, seed: 9 },
  spread: {
    ...{ n: 20, coordinates: { xM: 0.12, yM: 0.15, yawRad: 0.09 } },
    cells: { covered: 15, of: 36 },
  },
  ...{ clock: 'lockstep', between: 'nothing', by: 'Ada', wallTime: '2026-11-30' },
};
const report: ResetAuthorReport = {
  ...{ reset: 'reset-0002', hash: 'ab', skill: 'slide', words: 'Draws it.', attempts: [] },
  ...{ skipped: [], measure, gate: 'pass', lacks: [], seconds: 42 },
};

let rig: CliRig;
let terminal: TestTerminal;
let onAuthor: () => unknown;

const handlers: Partial<Record<CommandName, (args: never, signal: AbortSignal) => unknown>> = {
  'reset.author': () => onAuthor(),
  'reset.stopAuthor': () => null,
  'reset.accept': () => ({}),
};

beforeEach(async () => {
  rig = await openCliRig(handlers);
  onAuthor = () => report;
});
afterEach(() => rig[Symbol.asyncDispose]());

async function bench(words: string): Promise<number> {
  terminal = createTestTerminal({ cwd: rig.dir });
  const all = [...words.split(' '), '--task', 'push-t', '--data', rig.dir];
  return await runBench(verbs, all, terminal, '0');
}
const asked = (name: CommandName): unknown =>
  rig.core.calls.find((call) => call.name === name)?.args;

test('one line for a script; accepted only where somebody says by whom', async () => {
  expect(await bench('reset author --lockstep --resets 12 --json')).toBe(0);
  expect(asked('reset.author')).toEqual({
    ...{ task: 'push-t', seed: 1, lockstep: true, resets: 12, seconds: 3600, by: 'operator' },
  });
  expect(terminal.outLines).toHaveLength(1);
  expect(JSON.parse(terminal.outLines[0] ?? '')).toMatchObject({
    ...{ reset: 'reset-0002', hash: 'ab', skill: 'slide', attempts: [], gate: 'pass', seconds: 42 },
    measure: { times: 20, verifiedFirst: 20, spread: { xM: 0.12 } },
  });
  expect(asked('reset.accept')).toBeUndefined();
  expect(await bench('reset author --accept Ada')).toBe(0);
  expect(asked('reset.accept')).toMatchObject({ reset: 'reset-0002', by: 'Ada', override: null });
});

test('a gate that is not met is an exit code, and nothing is accepted', async () => {
  onAuthor = () => ({ ...report, gate: 'fail', lacks: ['12 of 20 in a row.'] });
  expect(await bench('reset author --accept Ada')).toBe(1);
  expect(terminal.outLines.join('\n')).toContain('not met: 12 of 20 in a row.');
  expect(asked('reset.accept')).toBeUndefined();
  expect(await bench('reset author --resets 2')).toBe(2);
});

test('a signal stops it, and the core is told', async () => {
  const runs = Promise.withResolvers<void>();
  onAuthor = () => {
    runs.resolve();
    return new Promise(() => undefined);
  };
  const ends = bench('reset author --json');
  await runs.promise;
  terminal.signal('SIGINT');
  expect(await ends).toBe(130);
  expect(asked('reset.stopAuthor')).toEqual({});
});
