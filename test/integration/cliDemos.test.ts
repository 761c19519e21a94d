/** `bench demos import`, `export` and `synth` against a real door: what they ask, what they print, how they exit. */
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CommandName } from '../../main/base/api/contract.ts';
import { BenchError } from '../../main/base/model/errors.ts';
import type { ExchangeView, ImportReport, SynthReport } from '../../main/base/model/exchange.ts';
import { runBench } from '../../main/entry/cli/runBench.ts';
import { verbs } from '../../main/entry/cli/verbs.ts';
import { type CliRig, openCliRig } from '../lib/openCliRig.ts';
import { createTestTerminal, type TestTerminal } from '../lib/testTerminal.ts';

let rig: CliRig;
let terminal: TestTerminal;
let onImport: () => ImportReport | Promise<ImportReport>;

const report: ImportReport = {
  demos: ['demo-000001', 'demo-000002'],
  refused: [{ what: 'episode 3', why: 'it has no frames' }],
  notes: ['Joints are taken for degrees: it does not say.'],
};
const synth: SynthReport = {
  ...{ demos: 11, success: 3, failure: 4, nearMisses: { Beside: 3 }, unclear: 1, pushed: 5 },
  ...{ labelErrors: 1, disagreements: 1, lockedPositives: 0, lockedNegatives: 0 },
  ...{ short: ['More successes.'], benchSeconds: 50, wallSeconds: 9, hash: 'ab' },
};
const running: ExchangeView = {
  ...{ id: 1, kind: 'import', task: 'push-t', what: 'x', state: 'running', done: 5, total: 10 },
  ...{ secondsLeft: 7, doing: '', report: null, why: '' },
};
const handlers: Partial<Record<CommandName, (args: never, signal: AbortSignal) => unknown>> = {
  'demo.import': () => onImport(),
  'demo.export': () => ({ dir: 'x', demos: 2, files: 9, bytes: 1_500_000, leftOut: [] }),
  'demo.synth': () => synth,
  'demo.cancelExchange': () => null,
};

beforeEach(async () => {
  rig = await openCliRig(handlers);
  onImport = () => report;
});
afterEach(() => rig[Symbol.asyncDispose]());

async function bench(words: string): Promise<number> {
  terminal = createTestTerminal({ cwd: rig.dir });
  return await runBench(verbs, [...words.split(' '), '--data', rig.dir], terminal, '0');
}
const asked = (name: CommandName): unknown =>
  rig.core.calls.find((call) => call.name === name)?.args;

test('import: the folder is found from where one stands, and reasons are told', async () => {
  expect(await bench('demos import set --task push-t --roles top=overhead,side=front')).toBe(0);
  expect(asked('demo.import')).toEqual({
    ...{ task: 'push-t', path: join(rig.dir, 'set'), roles: { top: 'overhead', side: 'front' } },
  });
  expect(terminal.outLines).toEqual([
    '2 demos came in, 1 were refused.',
    '  episode 3: it has no frames',
    'Note: Joints are taken for degrees: it does not say.',
  ]);
  expect(await bench('demos import set --task push-t --format enpire --json')).toBe(0);
  expect(JSON.parse(terminal.outLines[0] ?? '')).toEqual(report);
});

test('import: none came in, or words that fit nothing', async () => {
  onImport = () => ({ ...report, demos: [] });
  expect(await bench('demos import set --task push-t')).toBe(1);
  expect(await bench('demos import set --task push-t --roles top')).toBe(2);
  expect(await bench('demos import set --task push-t --format zip')).toBe(2);
  expect(await bench('demos import --task push-t')).toBe(2);
  onImport = () => {
    throw new BenchError('bad-input', 'it is a LeRobot dataset v2.1, not v3');
  };
  expect(await bench('demos import set --task push-t')).toBe(2);
});

test('import: longer than a call may take, it is followed to its end', async () => {
  onImport = () => {
    rig.core.exchange.set(running);
    throw new BenchError('timeout', 'demo.import took longer than five minutes');
  };
  const code = bench('demos import set --task push-t --json');
  await expect.poll(() => terminal.noteLines).toContain('bench: 5 of 10, about 7 s left');
  rig.core.exchange.set({ ...running, state: 'done', report });
  expect(await code).toBe(0);
  expect(JSON.parse(terminal.outLines[0] ?? '')).toEqual(report);
});

test('import: Ctrl-C cancels it', async () => {
  onImport = () => {
    queueMicrotask(() => terminal.signal('SIGINT'));
    return new Promise(() => undefined);
  };
  expect(await bench('demos import set --task push-t')).toBe(130);
  expect(asked('demo.cancelExchange')).toEqual({});
});

test('export: what was written', async () => {
  expect(await bench('demos export out --task push-t --format mp4')).toBe(0);
  expect(asked('demo.export')).toEqual({
    task: 'push-t',
    dir: join(rig.dir, 'out'),
    format: 'mp4',
  });
  expect(terminal.outLines).toEqual(['2 demos in x: 9 files, 1.5 MB']);
});

test('synth: what was shown, and an exit of 1 when nothing could be locked', async () => {
  const words = 'demos synth --task push-t --success 3 --failure 4 --near-miss 3';
  expect(await bench(words)).toBe(2);
  expect(await bench(`${words} --label-errors 0.02 --seed 7 --lockstep`)).toBe(1);
  expect(asked('demo.synth')).toEqual({
    ...{ task: 'push-t', success: 3, failure: 4, nearMiss: 3, labelErrors: 0.02 },
    ...{ seed: 7, negatives: 59 },
  });
  expect(terminal.outLines).toContain('Not locked: More successes.');
  expect(await bench(`${words} --label-errors 2 --lockstep`)).toBe(2);
});
