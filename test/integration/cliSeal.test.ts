/** `bench seal …` against a real door: what it asks, what it prints, how it exits. */
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CommandName } from '../../main/base/api/contract.ts';
import { BenchError } from '../../main/base/model/errors.ts';
import type { SealCard, SealContract, SealPlan } from '../../main/base/model/seal.ts';
import { simulatedBenchEnvelope } from '../../main/bench/benchEnvelope.ts';
import { runBench } from '../../main/entry/cli/runBench.ts';
import { verbs } from '../../main/entry/cli/verbs.ts';
import { type CliRig, openCliRig } from '../lib/openCliRig.ts';
import { createTestTerminal, type TestTerminal } from '../lib/testTerminal.ts';

const hash = 'ab'.repeat(32);
const tree = (name: string) => ({
  hash: 'cd'.repeat(32),
  files: [{ path: name, bytes: 12, sha256: 'ef'.repeat(32) }],
});
const closed = { min: -0.05, max: 0.02 };
const contract: SealContract = {
  version: 1,
  task: {
    ...{ id: 'push-t', version: '7', name: 'Push-T', instruction: 'Push the T.' },
    success: {
      words: 'The T lies on its outline.',
      goal: { xM: 0.2, yM: 0, yawRad: 0 },
      bounds: { positionM: 0.005, yawRad: 0.17 },
      guard: { positionM: 0.002, yawRad: 0.05 },
    },
    tree: tree('task.json'),
  },
  judge: { ...tree('judge.ts'), dwell: { need: 3, of: 4 }, recheck: { afterMs: 500 } },
  reset: { ...tree('reset.ts'), retries: 2, limitS: 60 },
  scene: tree('starts.ts'),
  envelopes: {
    ...{ bench: simulatedBenchEnvelope, reset: simulatedBenchEnvelope },
    episode: { ...simulatedBenchEnvelope, gripperLockRad: closed, maxTiltRad: 0.36 },
  },
  cameras: [
    { role: 'overhead', crop: null },
    { role: 'front', crop: { x: 0.1, y: 0.2, w: 0.5, h: 0.5 } },
  ],
  ...{ clearViewRad: [1.3, -2, 1.95, 1.62, 0, 0], rateHz: 25, attempts: 8, attemptLimitS: 45 },
  target: { inARow: 50 },
  budget: { trials: 500, robotHours: 8, wallHours: null, tokens: null, usd: 20 },
  ...{ caps: { inARow: 5, of50: 17 }, decision: { rule: 'none' }, editable: ['policy/**'] },
  ...{ lockedSetId: 'locked-0001', agentsSee: ['outcome and reason'] },
  bench: { benchId: 'sim-1', calibrationHash: '12'.repeat(32), cameraCalibrationHash: null },
  software: { version: '0.1.0', tree: '34'.repeat(32) },
};
const card: SealCard = {
  ...{ hash, contract, signedBy: 'Ada', wallTime: '2026-11-30T20:00:00.000Z', overrode: null },
  ...{ dir: path.resolve('/seals', hash), problem: null },
};
const plan: SealPlan = {
  ...{ contract, hash },
  lines: [
    { id: 'judge', ok: true, words: 'judge-0001 met its gate.', todo: null },
    {
      ...{ id: 'reset', ok: false, words: 'The reset was not measured.' },
      todo: { words: 'Measure it.', command: 'bench reset run --task push-t' },
    },
  ],
};

let rig: CliRig;
let terminal: TestTerminal;
let shown: SealCard;
let planned: SealPlan;
let refuse: BenchError | null;

const { contract: _contract, ...listed } = card;
const orRefuse = <T>(value: T): T => {
  if (refuse !== null) throw refuse;
  return value;
};
const handlers: Partial<Record<CommandName, (args: never, signal: AbortSignal) => unknown>> = {
  'task.list': () => [{ id: 'touch' }, { id: 'push-t' }],
  'seal.plan': () => planned,
  'seal.create': () => orRefuse(card),
  'seal.show': () => shown,
  'seal.check': () => orRefuse(card),
  'seal.list': ({ task }: { task: string }) => (task === 'push-t' ? [listed] : []),
};

beforeEach(async () => {
  rig = await openCliRig(handlers);
  shown = card;
  planned = plan;
  refuse = null;
});
afterEach(() => rig[Symbol.asyncDispose]());

async function bench(...words: readonly string[]): Promise<number> {
  terminal = createTestTerminal({ cwd: rig.dir });
  return await runBench(verbs, ['seal', ...words, '--data', rig.dir], terminal, '0');
}
const asked = (name: CommandName): unknown =>
  rig.core.calls.findLast((call) => call.name === name)?.args;
const printed = (): string => terminal.outLines.join('\n');
const ofTask = ['--task', 'push-t'];

test('create signs with a name, a budget and a reason; what does not hold ends with 3', async () => {
  const budget = ['--trials', '500', '--robot-hours', '8.5', '--usd', '20'];
  expect(await bench('create', ...ofTask, '--operator', 'Ada', ...budget, '--json')).toBe(0);
  expect(asked('seal.create')).toEqual({
    ...{ task: 'push-t', operator: 'Ada', override: null },
    budget: { trials: 500, robotHours: 8.5, wallHours: null, tokens: null, usd: 20 },
  });
  expect(JSON.parse(printed())).toMatchObject({ hash });
  expect(await bench('create', ...ofTask, '--operator', 'Ada', '--override', 'because')).toBe(0);
  expect(asked('seal.create')).toMatchObject({ override: 'because' });
  refuse = new BenchError('refused', 'it cannot be sealed yet: The reset was not measured.');
  expect(await bench('create', ...ofTask, '--operator', 'Ada')).toBe(3);
  expect(terminal.noteLines.join('\n')).toContain('The reset was not measured.');
  expect(await bench('create', ...ofTask)).toBe(2);
  expect(await bench('create', ...ofTask, '--operator', 'Ada', '--usd', '0')).toBe(2);
});

test('plan and create take rule and metric; a metric where nothing is decided is refused', async () => {
  const choice = ['--decision', 'strict', '--metric', 'pass-1'];
  const decided = { decision: 'strict', metric: 'pass-1' };
  expect(await bench('create', ...ofTask, '--operator', 'Ada', ...choice)).toBe(0);
  expect(asked('seal.create')).toMatchObject(decided);
  expect(await bench('plan', ...ofTask, ...choice)).toBe(1);
  expect(asked('seal.plan')).toMatchObject(decided);
  expect(await bench('plan', ...ofTask, '--decision', 'none')).toBe(1);
  expect(asked('seal.plan')).toMatchObject({ decision: 'none' });
  expect(await bench('plan', ...ofTask, '--decision', 'none', '--metric', 'pass-k')).toBe(2);
  expect(terminal.noteLines.join('\n')).toContain('--metric means nothing with --decision none');
  expect(await bench('create', ...ofTask, '--operator', 'Ada', '--decision', 'greedy')).toBe(2);
  expect(await bench('plan', ...ofTask, '--metric', 'pass-2')).toBe(2);
});

test('the card says rule, metric and error budget, or that the champion stays', async () => {
  expect(await bench('show', ...ofTask)).toBe(0);
  expect(printed()).toMatch(/Champion +stays: nothing takes its place/);
  expect(printed()).not.toContain('Error budget');
  const decided = { ...contract, decision: { rule: 'stack', metric: 'pass-k' } } as const;
  shown = { ...card, contract: decided };
  planned = { ...plan, contract: decided };
  for (const verb of ['show', 'plan']) {
    await bench(verb, ...ofTask);
    for (const words of [
      /Champion +loses its place only to a policy that wins a duel/,
      /Counted +a trial is solved when any of its 8 attempts is/,
      /Error budget +0\.05 in all/,
    ])
      expect(printed()).toMatch(words);
  }
});

test('show is a card for people, and for a script the files with where they lie', async () => {
  expect(await bench('show', ...ofTask)).toBe(0);
  for (const words of [
    /Signed +Ada, 2026-11-30T20:00/,
    /Success +The T lies on its outline\./,
    /Judge +1 file, 0 kB \[cdcdcdcdcdcd\]/,
    /Verdict +3 of the last 4 judged frames, and again 500 ms later/,
    /Locked clips +locked-0001/,
    /Cameras +overhead, front \(50 % × 50 % from 10 %, 20 %\)/,
    /Episode +x 20 to 380, .*gripper −3° to 1°, tool within 21° of upright/,
    /Budget +500 trials, 8 h of robot time, 20 \$/,
    /Target +50 successes in a row/,
    /Invalid trials +at 5 in a row, or 17 of the last fifty/,
    /Every file is what was sealed\./,
  ])
    expect(printed()).toMatch(words);
  expect(await bench('show', ...ofTask, '--json')).toBe(0);
  expect(JSON.parse(printed())).toMatchObject({
    hash,
    files: [
      { path: 'task/task.json', at: path.join(card.dir, 'task', 'task.json') },
      { path: 'judge/judge.ts', bytes: 12, sha256: 'ef'.repeat(32) },
      { path: 'reset/reset.ts' },
      { path: 'scene/starts.ts' },
    ],
  });
  shown = { ...card, overrode: 'a rehearsal', problem: 'seal ab: judge/judge.ts was changed' };
  expect(await bench('show', ...ofTask)).toBe(3);
  expect(printed()).toMatch(/Although +a rehearsal/);
  expect(printed()).toContain('Not what was sealed: seal ab: judge/judge.ts was changed');
});

test('a hash names its task by itself', async () => {
  expect(await bench('show', '--hash', hash)).toBe(0);
  expect(asked('seal.show')).toEqual({ task: 'push-t', hash });
  expect(await bench('check', '--hash', '0'.repeat(64))).toBe(2);
  expect(await bench('check', '--hash', 'abab')).toBe(2);
});

test('check, plan and list: what is wrong is said, with its exit code', async () => {
  expect(await bench('check', ...ofTask, '--json')).toBe(0);
  expect(JSON.parse(printed())).toEqual({ hash, ok: true });
  refuse = new BenchError('refused', 'seal ab: judge/net.onnx was changed');
  expect(await bench('check', ...ofTask)).toBe(3);
  expect(terminal.noteLines.join('\n')).toContain('judge/net.onnx was changed');
  expect(await bench('plan', ...ofTask)).toBe(1);
  expect(printed()).toMatch(/ok {4}judge-0001 met its gate\.\nlacks The reset was not measured\./);
  expect(printed()).toMatch(/\n +Measure it\. bench reset run --task push-t/);
  planned = { ...plan, lines: plan.lines.slice(0, 1) };
  expect(await bench('plan', ...ofTask)).toBe(0);
  expect(await bench('list', ...ofTask)).toBe(0);
  expect(printed()).toMatch(/abababababab +Ada +2026-11-30 20:00:00/);
  expect(await bench('list', '--task', 'touch')).toBe(0);
  expect(printed()).toBe('Nothing was sealed yet.');
});
