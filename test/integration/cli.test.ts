/** The command line against a real door with a small core behind it: what it asks, what it prints, how it exits. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CommandName } from '../../main/base/api/contract.ts';
import { realClock } from '../../main/base/lib/clock.ts';
import { silentLog } from '../../main/base/lib/log.ts';
import { BenchError } from '../../main/base/model/errors.ts';
import type { BatchSummary, RecordCheck } from '../../main/base/model/view.ts';
import { runBench } from '../../main/entry/cli/runBench.ts';
import { verbs } from '../../main/entry/cli/verbs.ts';
import { openDoor } from '../../main/entry/door/openDoor.ts';
import { readCoreCard, takeLock } from '../../main/entry/lock.ts';
import type { TerminalOptions } from '../lib/testTerminal.ts';
import { createTestTerminal } from '../lib/testTerminal.ts';
import type { TinyCore } from '../lib/tinyCore.ts';
import { createTinyCore, trialRow } from '../lib/tinyCore.ts';

const zero = { tp: 0, fp: 0, tn: 0, fn: 0 };
const summary = (trials: number): BatchSummary => ({
  wallSeconds: 1.5,
  trials,
  success: Math.ceil(trials / 2),
  failure: Math.floor(trials / 2),
  invalid: 0,
  benchSeconds: 7,
  oracle: { edge: zero, fn: 0, fp: 0, tn: Math.floor(trials / 2), tp: Math.ceil(trials / 2) },
  stages: { physics: 0.5 },
});

let dir: string;
let core: TinyCore;
let stack: AsyncDisposableStack;
let onRun: (args: { trials: number | null }) => void;

let checked: RecordCheck['result'];
const gripper = { id: 6, drive_mode: 0, homing_offset: -12, range_min: 1900, range_max: 3100 };
const handlers: Partial<Record<CommandName, (args: never, signal: AbortSignal) => unknown>> = {
  'trial.run': (args: { task: string; trials: number | null }) => {
    if (args.task === 'stopped')
      throw new BenchError('refused', 'the bench is stopped', { hint: 'Resume it first.' });
    onRun(args);
    return { batchId: 'b1' };
  },
  'trial.cancel': () => {
    core.addBatch({ kind: 'ended', batchId: 'b1', why: 'cancelled', summary: summary(1) });
    return null;
  },
  'trial.list': () => ({ rows: [trialRow(0), trialRow(1)], total: 9 }),
  'core.processes': () => [{ name: 'core', pid: 42, cpuSeconds: 1.25, rssMb: 80 }],
  'core.verify': () => ({ ok: false, trials: { finished: 2, aborted: 1 }, chainHead: 'ab' }),
  'bench.stop': () => ({ wroteAfterMs: 2.25 }),
  'trial.verify': () => ({ result: checked, problem: null, files: [] }),
  'sim.port': () => ({ path: '/dev/pts/7', leader: '/dev/pts/8' }),
  'calibration.read': () => ({ gripper }),
  'calibration.write': () => null,
  'sim.set': () => null,
  'sim.fault': () => null,
  'sim.hand': () => null,
};

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'nightbench-cli-'));
  stack = new AsyncDisposableStack();
  core = createTinyCore(handlers);
  checked = 'as-recorded';
  onRun = ({ trials }) => {
    const count = trials ?? 0;
    for (let i = 0; i < count; i++)
      core.addBatch({ kind: 'trial', batchId: 'b1', row: trialRow(i) });
    core.addBatch({ kind: 'trial', batchId: 'other', row: trialRow(99) });
    core.addBatch({ kind: 'ended', batchId: 'b1', why: 'done', summary: summary(count) });
  };
  const door = stack.use(
    await openDoor({
      api: core.api,
      clock: realClock,
      log: silentLog,
      version: '0.0.1',
      windowDir: dir,
      trialsDir: dir,
    }),
  );
  const lock = stack.use(takeLock(dir));
  const { url, token } = door;
  lock.publish({ pid: process.pid, url, token, version: '0.0.1', startedWallTime: 'now' });
});

afterEach(async () => {
  await stack.disposeAsync();
  rmSync(dir, { recursive: true, force: true });
});

async function bench(words: string, options: TerminalOptions = {}) {
  const terminal = createTestTerminal({ cwd: dir, ...options });
  const code = await runBench(verbs, [...words.split(' '), '--data', dir], terminal, '0.0.1');
  return { code, out: terminal.outLines, notes: terminal.noteLines };
}

describe('trial verify', () => {
  test('passes for what was recorded, not for what was promised nothing', async () => {
    expect(await bench('trial verify t-1')).toMatchObject({
      code: 0,
      notes: ['It is what was recorded.'],
    });
    checked = 'nothing-promised';
    expect(await bench('trial verify t-1')).toMatchObject({
      code: 1,
      notes: [expect.stringMatching(/^Nothing was promised/)],
    });
    const { code, out } = await bench('trial verify t-1 --json');
    expect([code, JSON.parse(out[0] ?? '').result]).toEqual([1, 'nothing-promised']);
  });
});

describe('trial run', () => {
  const run = 'trial run --task touch --trials 3 --seed 1 --lockstep';

  test('a line per trial and the sums last, fields in the promised order', async () => {
    const { code, out, notes } = await bench(`${run} --json`);
    expect(code).toBe(0);
    expect(notes).toEqual([]);
    expect(out.map((line) => Object.keys(JSON.parse(line)))).toEqual([
      ...Array.from({ length: 3 }, () => [
        'id',
        'outcome',
        'reason',
        'attempts',
        'stepHash',
        'benchSeconds',
      ]),
      ['trials', 'success', 'failure', 'invalid', 'benchSeconds', 'wallSeconds', 'oracle'],
    ]);
    expect(JSON.stringify(JSON.parse(out[3] ?? '').oracle)).toBe(
      '{"tp":2,"fp":0,"tn":1,"fn":0,"edge":{"tp":0,"fp":0,"tn":0,"fn":0}}',
    );
    expect(core.calls[0]?.args).toEqual({ task: 'touch', trials: 3, seed: 1, lockstep: true });
  });

  test('a person reads a rate with its interval', async () => {
    const { out } = await bench(run);
    expect(out[0]).toMatch(/^ {3}1 {2}success /);
    expect(out[1]).toContain('failure (not-reached)');
    expect(out.join('\n')).toContain('Success rate 67 % of 3 (95 % interval 21 to 94 %)');
  });

  test('a refusal exits 3 and says what to do', async () => {
    const { code, out, notes } = await bench('trial run --task stopped');
    expect([code, out]).toEqual([3, []]);
    expect(notes).toEqual(['bench: the bench is stopped. Resume it first.']);
  });

  test('Ctrl-C cancels the batch, prints what there is and exits 130', async () => {
    onRun = () => core.addBatch({ kind: 'trial', batchId: 'b1', row: trialRow(0) });
    const terminal = createTestTerminal({
      cwd: dir,
      onOut: (line) => {
        if (line.includes('"id"')) terminal.signal('SIGINT');
      },
    });
    const words = [...run.split(' '), '--json', '--data', dir];
    expect(await runBench(verbs, words, terminal, '0.0.1')).toBe(130);
    expect(core.calls.at(-1)).toEqual({ name: 'trial.cancel', args: { batchId: 'b1' } });
    expect(JSON.parse(terminal.outLines.at(-1) ?? '')).toMatchObject({ trials: 1 });
  });

  test('a batch that ended early fails', async () => {
    onRun = () =>
      core.addBatch({ kind: 'ended', batchId: 'b1', why: 'stopped', summary: summary(1) });
    const { code, notes } = await bench(run);
    expect([code, notes]).toEqual([1, ['bench: the batch ended early: stopped']]);
  });

  test('a policy is a folder or a commit, by the same rule as the core', async () => {
    mkdirSync(join(dir, 'mine'));
    expect((await bench(`${run} --policy mine`)).code).toBe(0);
    expect(core.calls[0]?.args).toMatchObject({ policy: join(dir, 'mine') });
    expect((await bench(`${run} --policy 0badcafe`)).code).toBe(0);
    const { code, notes } = await bench(`${run} --policy ./nowhere`);
    expect([code, core.calls.length]).toEqual([2, 2]);
    expect(notes[0]).toContain('there is no policy ./nowhere');
    writeFileSync(join(dir, 'policy.ts'), '');
    for (const none of ['policy.ts', 'bad0', '0BADCAFE']) {
      expect((await bench(`${run} --policy ${none}`)).code).toBe(2);
    }
    expect(core.calls.length).toBe(2);
  });
});

describe('other verbs', () => {
  test('ps, verify, stop, list and port print the core’s answer as one line of JSON', async () => {
    const json = async (words: string) => {
      const { code, out } = await bench(`${words} --json`);
      expect(out.length).toBe(1);
      return [code, JSON.parse(out[0] ?? '')];
    };
    const row = { name: 'core', pid: 42, cpuSeconds: 1.25, rssMb: 80 };
    expect(await json('ps')).toEqual([0, [row]]);
    const counts = { finished: 2, aborted: 1 };
    expect(await json('verify')).toEqual([1, { ok: false, trials: counts, chainHead: 'ab' }]);
    expect(await json('stop')).toEqual([0, { wroteAfterMs: 2.25 }]);
    expect((await json('trial list'))[1]).toMatchObject({ total: 9 });
    expect(await json('sim port')).toEqual([0, { path: '/dev/pts/7', leader: '/dev/pts/8' }]);
  });

  test('sim set checks the file before anything is asked of the core', async () => {
    writeFileSync(join(dir, 'bad.json'), '{"light":0.5,"lihgt":1}');
    const bad = await bench('sim set --file bad.json');
    expect(bad.code).toBe(2);
    expect(bad.notes[0]).toContain('lihgt');
    expect((await bench('sim set --file missing.json')).code).toBe(2);
    expect((await bench('sim set --file -', { input: '{' })).code).toBe(2);
    expect(core.calls).toEqual([]);
    expect((await bench('sim set --file -', { input: '{"light":0.5}' })).code).toBe(0);
    expect(core.calls[0]?.args).toEqual({ settings: { light: 0.5 } });
  });

  test('calibration goes out and in as LeRobot writes it', async () => {
    const shown = await bench('calibration show leader --json');
    expect(JSON.parse(shown.out[0] ?? '')).toEqual({ gripper });
    const file = JSON.stringify({ gripper });
    expect((await bench('calibration load follower --file -', { input: '[]' })).code).toBe(2);
    expect((await bench('calibration load tail --file -', { input: file })).code).toBe(2);
    expect((await bench('calibration load follower --file -', { input: file })).code).toBe(0);
    expect(core.calls.map((call) => call.args)).toEqual([
      { arm: 'leader' },
      { arm: 'follower', joints: { gripper } },
    ]);
    expect((await bench('calibration show follower')).out.join('\n')).toMatch(/gripper +6 .*1900/);
    expect((await bench('sim port --leader')).out).toEqual(['/dev/pts/8']);
  });

  test('sim fault and sim hand say the same in the contract’s words', async () => {
    await bench('sim fault freeze-camera off --role front');
    await bench('sim hand tee --x 0.2 --y -0.05 --yaw 180');
    expect(core.calls.map((call) => call.args)).toEqual([
      { fault: { kind: 'freeze-camera', on: false, role: 'front' } },
      { object: 'tee', pose: { xM: 0.2, yM: -0.05, yawRad: Math.PI } },
    ]);
  });

  test('start on a folder in use says who holds it and gives a fresh link', async () => {
    const { code, out, notes } = await bench('start --no-window --json');
    expect(code).toBe(1);
    const answer = JSON.parse(out[0] ?? '') as { url: string; pid: number; error: unknown };
    expect(answer).toMatchObject({ pid: process.pid, error: { code: 'busy' } });
    expect(notes[0]).toContain(`Process ${process.pid} already runs a core`);
    const first = await fetch(answer.url, { redirect: 'manual' });
    expect(first.status).toBe(303);
  });

  test('without a core, verbs that need a running one say how to start it', async () => {
    await stack.disposeAsync();
    expect(readCoreCard(dir)).toBe(null);
    const { code, notes } = await bench('stop');
    expect(code).toBe(1);
    expect(notes[0]).toContain('no core runs on');
    expect((await bench('status --json')).out).toEqual([
      JSON.stringify({ running: false, dataDir: dir }),
    ]);
  });
});
