/**
 * Any words for every verb, and a core that answers with every error there is: the command ends with 0, 1, 2 or 3, says
 * what is wrong in one line without its insides, and has done nothing when it says 2 for its words.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc, { type Arbitrary } from 'fast-check';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type CommandName, commands } from '../../main/base/api/contract.ts';
import { realClock } from '../../main/base/lib/clock.ts';
import { silentLog } from '../../main/base/lib/log.ts';
import { BenchError, errorCodes, exitCodeOf } from '../../main/base/model/errors.ts';
import { parseWords } from '../../main/entry/cli/parseWords.ts';
import { runBench } from '../../main/entry/cli/runBench.ts';
import type { FlagSpec, VerbSpec } from '../../main/entry/cli/verb.ts';
import { commonFlags } from '../../main/entry/cli/verb.ts';
import { verbs } from '../../main/entry/cli/verbs.ts';
import { openDoor } from '../../main/entry/door/openDoor.ts';
import { takeLock } from '../../main/entry/lock.ts';
import { tempDir } from '../lib/coreUnderTest.ts';
import { fuzzRuns, fuzzTimeoutMs } from '../lib/fuzzRuns.ts';
import { createTestTerminal } from '../lib/testTerminal.ts';
import { createTinyCore, trialRow } from '../lib/tinyCore.ts';

vi.setConfig({ testTimeout: fuzzTimeoutMs(60_000) });

const zero = { tp: 0, fp: 0, tn: 0, fn: 0 };
const sums = { trials: 0, success: 0, failure: 0, invalid: 0, benchSeconds: 0, wallSeconds: 0 };
const facets = { total: 0, all: 0, outcome: [], reason: [], task: [], batchId: [], clock: [] };
let refuse: BenchError | null = null;
const answers: Partial<Record<CommandName, () => unknown>> = {
  'core.info': () => ({ version: '0', pid: 1, url: '', dataDir: '', isolation: 'none' }),
  'core.processes': () => [{ name: 'core', pid: 42, cpuSeconds: 1.25, rssMb: 80 }],
  'core.verify': () => ({ ok: true, trials: { finished: 2, aborted: 1 }, chainHead: 'ab' }),
  'bench.stop': () => ({ wroteAfterMs: 2.25 }),
  'task.list': () => [],
  'trial.run': () => {
    const batchId = 'b1';
    core.addBatch({ kind: 'trial', batchId, row: trialRow(0) });
    core.addBatch({
      kind: 'ended',
      batchId,
      why: 'done',
      summary: { ...sums, oracle: { ...zero, edge: zero } },
    });
    return { batchId };
  },
  'trial.list': () => ({ rows: [trialRow(0), trialRow(1)], total: 9 }),
  'trial.show': () => ({ row: trialRow(0), dir: 'x', verdict: null }),
  'trial.facets': () => facets,
  'trial.verify': () => ({ result: 'as-recorded', files: [], problem: null }),
  'trial.reveal': () => ({ dir: 'x' }),
  'sim.port': () => ({ path: 'a port' }),
};
const core = createTinyCore(
  Object.fromEntries(
    (Object.keys(commands) as CommandName[]).map((name) => [
      name,
      () => {
        if (refuse !== null) throw refuse;
        return answers[name]?.() ?? null;
      },
    ]),
  ),
);

/** What they would really do (install, start, look at the machine) is not for random words; their words are. */
const harmless = (verb: VerbSpec): VerbSpec =>
  ['start', 'setup', 'doctor'].includes(verb.name) ? { ...verb, run: async () => 0 } : verb;
const table = verbs.map(harmless);

const stack = new AsyncDisposableStack();
const dir = stack.use(tempDir('clifuzz')).path;

beforeAll(async () => {
  const dirs = { windowDir: dir, trialsDir: dir };
  const door = await openDoor({
    api: core.api,
    clock: realClock,
    log: silentLog,
    version: '0',
    ...dirs,
  });
  stack.use(door);
  const lock = stack.use(takeLock(dir));
  const { url, token } = door;
  lock.publish({ pid: process.pid, url, token, version: '0', startedWallTime: 'now' });
  mkdirSync(`${dir}/folder`);
  writeFileSync(`${dir}/settings.json`, '{"light":0.6}');
  writeFileSync(`${dir}/bad.json`, '{"light":');
});
afterAll(() => stack.disposeAsync());

const anything = fc.oneof(
  fc.string({ maxLength: 20 }),
  fc.constantFrom('', '-', '--', '-1', '1e999', 'NaN', '0x10', '1', 'touch', 'on', 'é', '\0', '\n'),
  fc.constantFrom('folder', 'settings.json', 'bad.json', '../..', 'x'.repeat(5000), '--help'),
  fc.string({ unit: 'binary', maxLength: 10 }),
);

/** A flag as it should be, mostly. */
function flagWords(flag: FlagSpec): Arbitrary<readonly string[]> {
  const name = `--${flag.name}`;
  const number = flag.kind === 'int' ? fc.integer().map(String) : fc.double().map(String);
  const { min = 0, max = 1000 } = flag;
  const near = fc.integer({ min: Math.ceil(min), max: Math.floor(max) }).map(String);
  const fitting: Arbitrary<string> =
    flag.choices !== undefined
      ? fc.constantFrom(...flag.choices)
      : flag.kind === 'text'
        ? fc.constantFrom('settings.json', 'touch', 'ok')
        : fc.oneof(number, near);
  if (flag.kind === 'switch') return fc.constantFrom([name], [name, name], [`${name}=1`]);
  const value = fc.oneof({ weight: 3, arbitrary: fitting }, { weight: 1, arbitrary: anything });
  return fc
    .tuple(value, fc.boolean())
    .map(([text, inline]) => (inline ? [`${name}=${text}`] : [name, text]));
}

function lineOf(verb: VerbSpec): Arbitrary<readonly string[]> {
  const specs = [...verb.flags, ...commonFlags].filter(({ name }) => name !== 'data');
  const flags = fc
    .subarray([...specs])
    .chain((chosen) => fc.tuple(...chosen.map(flagWords)))
    .map((words) => words.flat());
  const args = fc.tuple(
    ...verb.args.map((spec) =>
      fc.oneof(fc.constantFrom(...(spec.choices ?? ['t-1-0', 'puck'])), anything),
    ),
  );
  const extra = fc.array(anything, { maxLength: 2 });
  return fc
    .tuple(args, flags, fc.oneof({ weight: 4, arbitrary: fc.constant([]) }, extra))
    .map(([positional, given, more]) => [
      ...verb.name.split(' '),
      ...positional,
      ...given,
      ...more,
    ]);
}

/** Never another data folder: a core of one's own would be started on it. */
const isOurs = (words: readonly string[]): boolean => !words.some((word) => /^--?data/.test(word));

async function bench(words: readonly string[]) {
  const terminal = createTestTerminal({ cwd: dir, input: '{"light":1}', env: { HOME: dir } });
  const code = await runBench(table, ['--data', dir, ...words], terminal, '0');
  return { code, out: terminal.outLines, notes: terminal.noteLines };
}

function expectWords(notes: readonly string[], code: number): void {
  for (const line of notes) expect(line).not.toMatch(/\n\s+at |node:internal|\.ts:\d/);
  if (code === 0) return;
  const said = notes.filter((line) => line.startsWith('bench: '));
  if (code !== 1) expect(said.length).toBe(1);
  for (const line of said) {
    expect(line).not.toContain('\n');
    expect(line.length).toBeLessThan(1100);
  }
}

it.each(table)('$name: any words end in 0, 1, 2 or 3 and one line', async (verb) => {
  await fc.assert(
    fc.asyncProperty(lineOf(verb).filter(isOurs), async (words) => {
      const before = core.calls.length;
      const { code, out, notes } = await bench(words);
      expect([0, 1, 2, 3]).toContain(code);
      expectWords(notes, code);
      if (code !== 2) return;
      expect(out).toEqual([]);
      const unread = core.calls.slice(before).map(({ name }) => name);
      expect(unread).toEqual([]);
    }),
    fuzzRuns(40),
  );
});

it('words that are nothing at all', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anything, { maxLength: 5 }).filter(isOurs), async (words) => {
      const { code, notes } = await bench(words);
      expect([0, 2]).toContain(code);
      expectWords(notes, code);
    }),
    fuzzRuns(500),
  );
});

it('parses any words to a verb or to bad input', () => {
  const line = fc.oneof(...verbs.map(lineOf), fc.array(anything, { maxLength: 6 }));
  fc.assert(
    fc.property(line, (words) => {
      try {
        expect(['verb', 'help', 'version']).toContain(parseWords(verbs, words).kind);
      } catch (thrown) {
        expect(thrown).toBeInstanceOf(BenchError);
        expect((thrown as BenchError).code).toBe('bad-input');
      }
    }),
    fuzzRuns(3000),
  );
});

it.each(errorCodes)('a core that answers %s: the code of it, one line', async (code) => {
  refuse = new BenchError(code, 'no,\n because\n    at somewhere', { hint: 'do this' });
  for (const line of ['stop', 'verify', 'ps', 'sim port', 'trial list', 'trial show t-1']) {
    const { code: exit, notes } = await bench(line.split(' '));
    expect(exit).toBe(exitCodeOf(code));
    expect(notes).toEqual(['bench: no, because at somewhere. do this']);
  }
  refuse = null;
});

it('the whole command: arguments of any bytes, and no stack', () => {
  const entry = resolve(import.meta.dirname, '../../main/entry/bench.mjs');
  for (const words of [
    ['\ud800'],
    ['trial', 'run', '--seed', '9'.repeat(400)],
    ['sim', 'set', '--file', '/dev/zero', '--data', dir],
    ['verify', '--data', `${dir}/settings.json`],
    ['x'.repeat(100_000)],
  ]) {
    const { status, stderr } = spawnSync(process.execPath, [entry, ...words], {
      encoding: 'utf8',
      env: { ...process.env, HOME: dir, XDG_DATA_HOME: dir },
    });
    expect([1, 2]).toContain(status);
    expect(stderr).toMatch(/^bench: [^\n]+\n$/);
    expect(stderr).not.toMatch(/node:internal|\.ts:\d/);
  }
}, 60_000);
