/** `bench judge …` against a real door: what it asks, what it prints, how it exits. */
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CommandName } from '../../main/base/api/contract.ts';
import { BenchError } from '../../main/base/model/errors.ts';
import type {
  ClipScores,
  JudgeReport,
  JudgeVersion,
  JudgeView,
  LockedMeasure,
} from '../../main/base/model/judge.ts';
import { runBench } from '../../main/entry/cli/runBench.ts';
import { verbs } from '../../main/entry/cli/verbs.ts';
import { type CliRig, openCliRig } from '../lib/openCliRig.ts';
import { createTestTerminal, type TestTerminal } from '../lib/testTerminal.ts';

const rate = { k: 19, n: 20, lo: 0.7513, hi: 0.9987 };
const scores: ClipScores = {
  ...{ positives: 20, negatives: 59, fp: 0, fn: 1, fprUpper95: 0.0495, flipsMax: 1, flipless: 60 },
  ...{ recall: rate, precision: { k: 19, n: 19, lo: 0.82, hi: 1 }, faults: 0 },
  ...{ fpr: { k: 0, n: 59, lo: 0, hi: 0.06 }, fnr: { k: 1, n: 20, lo: 0, hi: 0.25 } },
  byKind: { 'Turned too far': { n: 6, wrong: 0 } },
  perCamera: { overhead: { fp: 0, recall: rate } },
};
const locked: LockedMeasure = {
  ...{ setId: 'locked-0001', scores, looks: 1, by: 'Ada', wallTime: '2026-11-30T08:00:00.000Z' },
  latency: { p50: 9, p95: 14, p99: 18, n: 1400, how: 'replayed' },
};
const version: JudgeVersion = {
  ...{ id: 'judge-0001', task: 'push-t', hash: 'ab', by: { kind: 'built-in' }, words: 'By sight.' },
  ...{ wallTime: '', dwell: { need: 3, of: 4 }, tried: null, accepted: null, training: null },
  ...{ locked, gate: [{ id: 'recall', ok: true, words: '19 of 20 positives were found.' }] },
};
const view: JudgeView = {
  ...{ task: 'push-t', versions: [version], inForce: 'shipped', doubted: [], drift: null },
  lockedSet: { setId: 'locked-0001', positives: 20, negatives: 59, uses: 1, mostUses: 5 },
};
const report: JudgeReport = {
  ...{ task: 'push-t', judge: 'judge-0001', hash: 'ab', words: 'By sight.', looks: 1 },
  locked: {
    ...{ positives: 20, negatives: 59, fp: 0, fn: 1, fprUpper95: 0.0495, recall: 0.95 },
    ...{ recallInterval: [0.7513, 0.9987], precision: 1, flipsMax: 1, byKind: scores.byKind },
  },
  perCamera: { overhead: { fp: 0, recall: 0.95 } },
  latencyMs: locked.latency,
  ...{ gate: 'pass', why: [], caveats: ['All clips were recorded on one day.'] },
};

let rig: CliRig;
let terminal: TestTerminal;
let shown: JudgeView;
let reported: JudgeReport;
let onTry: () => unknown;
let onMeasure: () => unknown;

const handlers: Partial<Record<CommandName, (args: never, signal: AbortSignal) => unknown>> = {
  'judge.show': () => shown,
  'judge.report': () => reported,
  'judge.add': () => version,
  'judge.accept': () => version,
  'judge.try': () => onTry(),
  'judge.measure': () => onMeasure(),
  'judge.compare': () => ({
    judges: [
      { judge: 'judge-0001', scores, lost: [], won: [] },
      { judge: 'judge-0002', scores, lost: ['clip-000003'], won: [] },
    ],
  }),
};

beforeEach(async () => {
  rig = await openCliRig(handlers);
  shown = view;
  reported = report;
  onTry = () => ({ judge: 'judge-0001', scores, mistakes: [], clips: [] });
  onMeasure = () => locked;
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

test('report: one line for a script, and the gate as exit code', async () => {
  expect(await bench('judge report --json')).toBe(0);
  expect(terminal.outLines).toEqual([JSON.stringify(report)]);
  expect(asked('judge.report')).toEqual({ task: 'push-t', judge: 'newest' });
  reported = { ...report, gate: 'fail', why: ['p99 212.0 ms.'] };
  expect(await bench('judge report --judge judge-0001')).toBe(1);
  expect(printed()).toContain('gate not met');
  expect(printed()).toContain('Recall: 95.0 % of 20 [75.1 %, 99.9 %]');
  expect(printed()).toContain('Lacks: p99 212.0 ms.');
  expect(printed()).toContain('Mind: All clips were recorded on one day.');
  expect(await bench('judge report --judge mine')).toBe(2);
});

test('list and show: versions with intervals, and what is in force', async () => {
  expect(await bench('judge list')).toBe(0);
  expect(printed()).toMatch(/judge-0001 +built-in +0\/59 +19\/20 +18.0 +met/);
  expect(printed()).toContain('used 1 of 5 times');
  expect(await bench('judge show')).toBe(0);
  expect(printed()).toContain('Recall: 19 of 20, 95.0 % [75.1 %, 99.9 %].');
  expect(printed()).toContain('proven below 5.0 %');
  expect(await bench('judge show --judge judge-0007')).toBe(2);
});

test('add, accept and compare ask for what was said', async () => {
  expect(await bench('judge add mine --by Ada')).toBe(0);
  expect(asked('judge.add')).toEqual({ task: 'push-t', dir: join(rig.dir, 'mine'), by: 'Ada' });
  expect(await bench('judge accept --by Ada --override because')).toBe(0);
  expect(asked('judge.accept')).toEqual({
    ...{ task: 'push-t', judge: 'judge-0001', by: 'Ada', override: 'because' },
  });
  expect(await bench('judge accept')).toBe(2);
  expect(await bench('judge compare judge-0001 judge-0002')).toBe(0);
  expect(asked('judge.compare')).toMatchObject({ judges: ['judge-0001', 'judge-0002'] });
  expect(printed()).toContain('judge-0002 lost clip-000003');
});

test('a try that outlasts its call is asked for again; a measuring never is, it is waited for', async () => {
  let tries = 0;
  onTry = () => {
    if (++tries < 3) throw new BenchError('timeout', 'judge.try took longer than five minutes');
    return { judge: 'judge-0001', scores, mistakes: [], clips: [] };
  };
  expect(await bench('judge try')).toBe(0);
  expect(tries).toBe(3);
  let measures = 0;
  onMeasure = () => {
    measures++;
    const measured = { ...locked, looks: 2, wallTime: '2026-11-30T09:00:00.000Z' };
    shown = { ...view, versions: [{ ...version, locked: measured }] };
    throw new BenchError('timeout', 'judge.measure took longer than five minutes');
  };
  expect(await bench('judge measure --by Ada')).toBe(0);
  expect(measures).toBe(1);
  expect(printed()).toContain('On locked-0001, look 2:');
  onMeasure = () => {
    throw new BenchError('refused', 'locked-0001 was used 5 times: it is spent');
  };
  expect(await bench('judge measure')).toBe(3);
});
