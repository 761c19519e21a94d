/** A contract of a small task, with a worked hash: the same wherever it lies, another one for every single change. */
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Json } from '../../base/host/canonical.ts';
import type { SealContract } from '../../base/model/seal.ts';
import { simulatedBenchEnvelope } from '../../bench/benchEnvelope.ts';
import { sealContractSchema } from '../../store/sealFiles.ts';
import { hashTree } from '../task/hashTree.ts';
import { contractChanges } from './contractChanges.ts';
import { type ContractFacts, contractOf, hashOfContract, noBudget } from './contractOf.ts';
import { partsOf } from './sealFolders.ts';

const limits = {
  ...{ x: { min: 0.1, max: 0.3 }, y: { min: -0.2, max: 0.2 }, z: { min: 0.005, max: 0.2 } },
  ...{ gripperRad: { min: -0.05, max: 0.02 }, maxTiltRad: 0.4 },
};
const program = { memoryMb: 256, answerMs: 500, latencyTicks: 1 };
const manifest = {
  ...{ id: 'nudge', version: '3', name: 'Nudge', instruction: 'Nudge it.' },
  success: {
    words: 'It lies in the ring.',
    goal: { xM: 0.2, yM: 0, yawRad: 0 },
    bounds: { positionM: 0.01, yawRad: 0.1 },
    guard: { positionM: 0.002, yawRad: 0.02 },
  },
  ...{ cameras: ['overhead', 'front'], crops: { front: { x: 0.1, y: 0.2, w: 0.5, h: 0.6 } } },
  ...{ rateHz: 25, attempts: 3, attemptLimitS: 20, resetLimits: limits, episodeLimits: limits },
  ...{ target: { inARow: 50 }, clearViewRad: [1, -2, 2, 1.5, 0, 0] },
  ...{ dwell: { need: 3, of: 4 }, recheck: { afterMs: 500 } },
  policy: { ...program, main: 'policy/policy.ts' },
  judge: { ...program, main: 'judge/judge.ts' },
  reset: { ...program, main: 'reset/reset.ts', limitS: 30, retries: 2 },
  config: {},
};
const hex = (digit: string): string => digit.repeat(64);
const facts: ContractFacts = {
  decision: { rule: 'none' },
  bench: {
    ...{ benchId: 'sim-1', calibrationHash: hex('a'), cameraCalibrationHash: hex('b') },
    envelope: simulatedBenchEnvelope,
  },
  ...{ lockedSetId: 'locked-0001', budget: { ...noBudget, trials: 500 } },
  software: { version: '0.1.0', tree: hex('c') },
};

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'nb-contract-'));
  const put = (name: string, text: string): void => {
    mkdirSync(path.dirname(path.join(dir, name)), { recursive: true });
    writeFileSync(path.join(dir, name), text);
  };
  put('task/task.json', JSON.stringify(manifest));
  put('task/README.md', 'For people.');
  put('judge/judge.ts', '// looks\n');
  put('judge/weights/net.onnx', '\u0000\u0001');
  put('reset/reset.ts', '// puts it back\n');
  put('scene/starts.ts', '// draws\n');
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));
const contract = (): Promise<SealContract> => contractOf(partsOf(dir), facts);

it('has the worked hash, and names each folder as trials do', async () => {
  const made = await contract();
  expect(hashOfContract(made)).toBe(
    'cc30ba338fd093b7875466f1382b3bcec02a9c4b347755be9114037bfe257d03',
  );
  expect(made.judge.hash).toBe(await hashTree(path.join(dir, 'judge')));
  expect(made.task.tree.hash).toBe(await hashTree(path.join(dir, 'task'), ['task.json']));
  expect(made.judge.files.map(({ path: name }) => name)).toEqual(['judge.ts', 'weights/net.onnx']);
  expect(made.envelopes.episode.gripperLockRad).toEqual({ min: -0.05, max: 0.02 });
  expect(made.cameras).toEqual([
    { role: 'overhead', crop: null },
    { role: 'front', crop: manifest.crops.front },
  ]);
  expect(sealContractSchema.parse(JSON.parse(JSON.stringify(made)))).toEqual(made);
});

it('has a worked hash for each rule and metric, and reads back as it was', async () => {
  const hashes = new Map<string, string>();
  for (const rule of ['stack', 'strict'] as const)
    for (const metric of ['pass-k', 'pass-1'] as const) {
      const made = await contractOf(partsOf(dir), { ...facts, decision: { rule, metric } });
      hashes.set(`${rule} ${metric}`, hashOfContract(made));
      expect(sealContractSchema.parse(JSON.parse(JSON.stringify(made)))).toEqual(made);
    }
  expect(Object.fromEntries(hashes)).toEqual({
    'stack pass-k': '8534617df0edd33c74185ad329c36b108a262f0fbda304a75aed87ad90c504aa',
    'stack pass-1': 'ec3e19a2361017d951fc2bee718145766de5d1cfc4d23981c1cd56ce9c831467',
    'strict pass-k': '308e05c2bf48e14e34d4ae012bfe18ec1f607551fe38cd08300d199045aa4eb9',
    'strict pass-1': '05b88299a8150bfa6c7673a9801bd27459bb1fe7ac10db2b9f26d3066aaeb6ad',
  });
});

it.each<readonly [string, unknown]>([
  ['a rule that is none with a metric', { rule: 'none', metric: 'pass-k' }],
  ['a rule without its metric', { rule: 'stack' }],
  ['another rule', { rule: 'greedy', metric: 'pass-k' }],
  ['another metric', { rule: 'strict', metric: 'pass-2' }],
])('no contract is read with %s', async (_name, decision) => {
  const made = JSON.parse(JSON.stringify(await contract())) as object;
  expect(sealContractSchema.safeParse({ ...made, decision }).success).toBe(false);
});

it('tells another rule or metric in the words in which it was chosen', async () => {
  const before = await contract();
  const stack = { rule: 'stack', metric: 'pass-k' } as const;
  const now: SealContract = { ...before, decision: stack };
  expect(contractChanges(before, now, [])).toEqual([
    'The decision rule: “the champion stays” was sealed, it is ' +
      '“up to 5 ideas duel together, any attempt counts”.',
  ]);
  const first = { ...before, decision: { rule: 'strict', metric: 'pass-1' } } as const;
  expect(contractChanges(now, first, [])[0]).toContain(
    'it is “each idea duels by itself, first attempts count”.',
  );
  expect(contractChanges(now, { ...now }, [])).toEqual([]);
});

it('is the same elsewhere, whatever the order of keys and whoever reads the README', async () => {
  const first = hashOfContract(await contract());
  const copy = `${dir}-copy`;
  cpSync(dir, copy, { recursive: true });
  writeFileSync(path.join(copy, 'task', 'README.md'), 'Other words.');
  const { software, budget, ...more } = facts;
  const there = await contractOf(partsOf(copy), { budget, software, ...more });
  rmSync(copy, { recursive: true });
  expect(hashOfContract(there)).toBe(first);
  const turned = Object.fromEntries(Object.entries(there).toReversed());
  expect(hashOfContract(turned as unknown as SealContract)).toBe(first);
});

/** Every value in it, each changed by itself. */
function* changes(value: Json | undefined): Generator<Json> {
  if (typeof value === 'number') yield value + 1;
  else if (typeof value === 'string') yield `${value}x`;
  else if (typeof value === 'boolean') yield !value;
  else if (value === null || value === undefined) yield 'x';
  else if (Array.isArray(value)) {
    for (const [at, item] of value.entries())
      for (const change of changes(item)) yield value.with(at, change);
    yield [...value, 'x'];
  } else
    for (const [key, item] of Object.entries(value))
      for (const change of changes(item)) yield { ...value, [key]: change };
}

it('has another hash for every field that is changed, and says which', async () => {
  const made = await contract();
  const hash = hashOfContract(made);
  let tried = 0;
  for (const changed of changes(JSON.parse(JSON.stringify(made)) as Json)) {
    expect(hashOfContract(changed as unknown as SealContract)).not.toBe(hash);
    tried++;
  }
  expect(tried).toBeGreaterThan(150);
  expect(contractChanges(made, made, [])).toEqual([]);
});

it('has another hash for every byte of a file, and the change in words', async () => {
  const before = await contract();
  writeFileSync(path.join(dir, 'judge', 'weights', 'net.onnx'), '\u0000\u0002');
  writeFileSync(path.join(dir, 'scene', 'more.ts'), '');
  rmSync(path.join(dir, 'reset', 'reset.ts'));
  const tighter = { ...manifest, dwell: { need: 2, of: 4 }, target: { inARow: 20 } };
  writeFileSync(path.join(dir, 'task', 'task.json'), JSON.stringify(tighter));
  const now = await contract();
  expect(hashOfContract(now)).not.toBe(hashOfContract(before));
  expect(contractChanges(before, now, ['main/core.ts', 'main/x.ts'])).toEqual([
    'task/task.json was changed.',
    'judge/weights/net.onnx was changed.',
    'reset/reset.ts is gone.',
    'scene/more.ts is new.',
    'judge.dwell.need: 3 was sealed, it is 2.',
    'target.inARow: 50 was sealed, it is 20.',
    "The app's own code differs: main/core.ts and 1 more.",
  ]);
});

it('is refused for a link among the files and for limits outside the bench', async () => {
  symlinkSync('/etc/hostname', path.join(dir, 'judge', 'host'));
  await expect(contract()).rejects.toMatchObject({ code: 'bad-input' });
  rmSync(path.join(dir, 'judge', 'host'));
  const { workspaceM } = simulatedBenchEnvelope;
  const far = { ...workspaceM, x: { min: 0.35, max: 0.38 } };
  const bench = { ...facts.bench, envelope: { ...simulatedBenchEnvelope, workspaceM: far } };
  await expect(contractOf(partsOf(dir), { ...facts, bench })).rejects.toThrow(/x limits/);
});
