/** `bench night …` against a real door: what it asks, what it prints, how it exits. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CommandName } from '../../main/base/api/contract.ts';
import type { CampaignView } from '../../main/base/model/campaign.ts';
import { BenchError } from '../../main/base/model/errors.ts';
import type { NightView, PreflightLine } from '../../main/base/model/night.ts';
import { runBench } from '../../main/entry/cli/runBench.ts';
import { verbs } from '../../main/entry/cli/verbs.ts';
import { type CliRig, openCliRig } from '../lib/openCliRig.ts';
import { createTestTerminal, type TestTerminal } from '../lib/testTerminal.ts';
import { trialRow } from '../lib/tinyCore.ts';

const nightId = 'night-0001';
const running: NightView = {
  ...{ nightId, task: 'touch', sealHash: 'ab'.repeat(32), agent: 'none', clock: 'lockstep' },
  ...{ seed: 1, startedBy: 'Ada', startedWallTime: '2026-11-30T20:00:00.000Z' },
  ...{ state: 'running', why: '', strip: '', moved: [], target: { inARow: 50 } },
  budget: { trials: 2, robotHours: null, wallHours: null, tokens: null, usd: null },
  counts: {
    ...{ trials: 0, success: 0, failure: 0, invalid: 0 },
    ...{ streak: 0, longestStreak: 0, benchSeconds: 0 },
  },
};
const counts = {
  ...{ trials: 2, success: 1, failure: 1, invalid: 0 },
  ...{ streak: 0, longestStreak: 1, benchSeconds: 7 },
};
const lines: readonly PreflightLine[] = [
  { id: 'seal', name: 'Contract', state: 'pass', words: 'abab, signed by Ada.', remedy: '' },
  { id: 'stop', name: 'Stop', state: 'fail', words: 'never tested.', remedy: 'Test it.' },
];

const hash = (digit: string): string => digit.repeat(64);
const rate = (k: number, n: number, lo = 0, hi = 1) => ({ k, n, lo, hi });
const campaign: CampaignView = {
  ...{ nightId, task: 'touch', sealHash: 'ab'.repeat(32), metric: 'pass-k', agentId: null },
  champion: {
    ...{ policyHash: hash('b'), commit: 'bb'.repeat(20), rate: rate(41, 50, 0.692, 0.902) },
    ...{ band: [0.6, 0.95], pass1: rate(30, 50), passK: rate(41, 50), isPromoted: true },
    ...{ benchSeconds: 47.3, isSaturated: false },
  },
  start: { policyHash: hash('a'), commit: 'aa'.repeat(20), rate: rate(9, 20) },
  ...{ headHash: hash('b'), stack: [], screening: null, duel: null, wallet: 0.05, strip: [] },
  running: null,
  counts: { kept: 2, carried: 1, discarded: 12, inconclusive: 4, open: 3 },
  ...{ spent: 600, streak: 7 },
  use: {
    ...{ clock: 'lockstep', totalS: 7200, mru: 0.78, mruExec: 0.61, busyWithFill: 0.92 },
    idleS: { thinking: 540, cooling: 0, overhead: 36, person: 0, fault: 0 },
  },
};

let rig: CliRig;
let terminal: TestTerminal;
let night: NightView;
let told: readonly PreflightLine[];
let shown: CampaignView;
let onStart: () => unknown;

/** The core behind: a night of two trials, which comes to rest as `rest` says. */
let rest: Partial<NightView>;
const trial = (index: number) => {
  const row = { ...trialRow(index), id: `${nightId}-00007-000${index + 1}` };
  rig.core.addBatch({ kind: 'trial', batchId: `${nightId}-00007`, row });
};
const comeToRest = (): void => {
  night = { ...running, counts, state: 'ended', strip: 'sf', ...rest };
  rig.core.night.set(night);
};
const begin = (from: number): void => {
  night = running;
  rig.core.night.set(night);
  for (let index = from; index < 2; index++) trial(index);
  comeToRest();
};

const handlers: Partial<Record<CommandName, (args: never, signal: AbortSignal) => unknown>> = {
  'night.show': () => night,
  'campaign.show': () => shown,
  'campaign.adopt': () => ({ nightId, task: 'touch', policyHash: 'cd'.repeat(32), commit: null }),
  'night.list': () => [night],
  'night.preflight': () => told,
  'night.start': () => onStart(),
  'night.resume': () => {
    begin(1);
    return null;
  },
  'night.pause': () => null,
  'night.end': () => {
    comeToRest();
    return null;
  },
};

beforeEach(async () => {
  rig = await openCliRig(handlers);
  night = running;
  told = lines;
  shown = campaign;
  onStart = () => {
    begin(0);
    return { nightId };
  };
  rest = { why: 'the budget of 2 trials is used' };
});
afterEach(() => rig[Symbol.asyncDispose]());

async function bench(words: string): Promise<number> {
  terminal = createTestTerminal({ cwd: rig.dir });
  const [noun = '', verb = '', ...more] = words.split(' ');
  return await runBench(verbs, [noun, verb, '--data', rig.dir, ...more], terminal, '0');
}
const asked = (name: CommandName): unknown =>
  rig.core.calls.findLast((call) => call.name === name)?.args;
const printed = (): string => terminal.outLines.join('\n');

test('run: a line per trial, the sums last, and why it ended', async () => {
  expect(await bench('night run --task touch --agent none --trials 2 --lockstep --json')).toBe(0);
  expect(asked('night.start')).toEqual({
    ...{ task: 'touch', agent: 'none', seed: 1, lockstep: true, trials: 2, by: 'operator' },
    thinkSeconds: 60,
  });
  expect(terminal.outLines).toHaveLength(3);
  expect(terminal.outLines[0]).toContain(`{"id":"${nightId}-00007-0001","outcome":"success"`);
  expect(terminal.outLines[2]).toBe(
    `{"nightId":"${nightId}","trials":2,"success":1,"failure":1,"invalid":0,"streak":0,` +
      '"longestStreak":1,"benchSeconds":7,"state":"ended","why":"the budget of 2 trials is used"}',
  );
  expect(await bench('night run --task touch')).toBe(0);
  expect(printed()).toContain('2 trials: 1 success, 1 failure, 0 invalid');
});

test('run with an agent: its name and thinking are passed on, and its campaign is the last line', async () => {
  rest = { agent: 'resident', why: 'the budget of 2 trials is used' };
  const words = 'night run --task touch --agent resident --think 90.5 --lockstep --json';
  expect(await bench(words)).toBe(0);
  expect(asked('night.start')).not.toHaveProperty('model');
  expect(asked('night.start')).toMatchObject({ agent: 'resident', thinkSeconds: 90.5 });
  expect(asked('campaign.show')).toEqual({ nightId });
  expect(terminal.outLines).toHaveLength(3);
  expect(terminal.outLines[2]).toBe(
    `{"champion":{"commit":"${'bb'.repeat(20)}","k":41,"n":50,"interval":[0.692,0.902],` +
      `"pass1":0.6,"passk":0.82},"start":{"commit":"${'aa'.repeat(20)}","k":9,"n":20},` +
      '"ideas":{"kept":2,"carried":1,"discarded":12,"inconclusive":4},' +
      '"mru":0.78,"mruExec":0.61,"busyWithFill":0.92,' +
      '"idle":{"thinking":540,"cooling":0,"overhead":36,"person":0,"fault":0},' +
      '"endedBy":"the budget of 2 trials is used"}',
  );
});

test('run with an agent that has a model: which one is passed on', async () => {
  expect(await bench('night run --task touch --agent codex --model swift-1')).toBe(0);
  expect(asked('night.start')).toMatchObject({ agent: 'codex', model: 'swift-1' });
});

test('run with an agent that was not measured yet, or that stands still, claims nothing', async () => {
  rest = { agent: 'resident', state: 'paused', why: 'a spill' };
  shown = { ...campaign, champion: null, start: null };
  expect(await bench('night run --task touch --agent resident --json')).toBe(1);
  expect(JSON.parse(terminal.outLines.at(-1) ?? '')).toMatchObject({
    ...{ champion: null, start: null, endedBy: null },
  });
  expect(terminal.noteLines.join('\n')).toContain('night-0001 stands still: a spill');
  expect(await bench('night run --task touch --agent resident')).toBe(1);
  expect(printed()).toContain('No champion yet: nothing was measured');
  const untried = rate(0, 0);
  const { champion } = campaign;
  if (champion !== null)
    shown = {
      ...campaign,
      champion: { ...champion, rate: untried, pass1: untried, passK: untried },
    };
  expect(await bench('night run --task touch --agent resident --json')).toBe(1);
  expect(JSON.parse(terminal.outLines.at(-1) ?? '').champion).toMatchObject({
    ...{ k: 0, n: 0, interval: [0, 1], pass1: null, passk: null },
  });
});

test('run with an agent, for people: champion, start, ideas and the use of the robot', async () => {
  rest = { agent: 'resident', why: 'the budget of 2 trials is used' };
  expect(await bench('night run --task touch --agent resident')).toBe(0);
  expect(terminal.outLines.slice(3)).toEqual([
    'night-0001: ended, the budget of 2 trials is used',
    'Champion bbbbbbbbbbbb: 41 of 50 (82 %), 95 % between 69 % and 90 %',
    'Its first attempts: 30 of 50 (60 %); with retries: 41 of 50 (82 %)',
    'Began with aaaaaaaaaaaa: 9 of 20 (45 %)',
    'Ideas: 2 kept, 1 carried (not proved), 12 discarded, 4 inconclusive, 3 not decided',
    '2 trials: 1 success, 1 failure, 0 invalid',
    '7 of 50 in a row by the champion',
    '0.00 robot hours',
    'Robot: 78 % of bench time in trials that the agent asked for (61 % in episodes), 92 % with fill',
    'Idle: 9 min the agent thought, 36 s overhead of the software',
  ]);
  const { champion, start } = campaign;
  if (champion !== null && start !== null)
    shown = { ...campaign, champion: { ...champion, policyHash: start.policyHash } };
  expect(await bench('night status')).toBe(0);
  expect(printed()).toContain('Champion bbbbbbbbbbbb, as it began: 41 of 50');
  expect(printed()).not.toContain('Began with');
  expect(printed()).not.toContain('proves');
});

test('run: an agent that there is not, thinking out of bounds, words for nobody', async () => {
  expect(await bench('night run --task touch --agent nobody')).toBe(2);
  expect(await bench('night run --task touch --agent resident --think 3601')).toBe(2);
  expect(await bench('night run --resume --agent resident')).toBe(2);
  expect(await bench('night run --resume --model swift-1')).toBe(2);
  expect(await bench('night run --task touch --agent command')).toBe(2);
  expect(await bench('night run --task touch --agent resident -- mine')).toBe(2);
  expect(rig.core.calls.some(({ name }) => name === 'night.start')).toBe(false);
  expect(await bench('night run --task touch --agent command --json -- /bin/mine --fast')).toBe(0);
  expect(asked('night.start')).toMatchObject({
    agent: 'command',
    command: ['/bin/mine', '--fast'],
  });
});

test('run: one that stands still is 1, one whose seal does not hold is 3, one refused is 3', async () => {
  rest = { state: 'paused', why: '5 invalid trials in a row' };
  expect(await bench('night run --task touch')).toBe(1);
  expect(printed()).toContain('paused, 5 invalid trials in a row');
  rest = { state: 'paused', why: 'judge/judge.ts changed', sealBroken: 'judge/judge.ts changed' };
  expect(await bench('night run --task touch')).toBe(3);
  onStart = () => {
    throw new BenchError('refused', 'Stop: never tested.', { hint: 'Test it.' });
  };
  expect(await bench('night run --task touch')).toBe(3);
  expect(terminal.noteLines.join('\n')).toContain('Stop: never tested.');
  expect(await bench('night run')).toBe(2);
});

test('run --resume tells only what is new', async () => {
  night = { ...running, state: 'interrupted', counts: { ...counts, trials: 1 } };
  trial(0);
  expect(await bench('night run --resume --well --by Ada --json')).toBe(0);
  expect(asked('night.resume')).toEqual({ by: 'Ada', well: true });
  expect(terminal.outLines).toHaveLength(2);
  expect(terminal.outLines[0]).toContain('-0002"');
  expect(await bench('night run --resume --seed 3')).toBe(2);
});

test('a signal winds it down and is the exit code', async () => {
  onStart = () => {
    rig.core.night.set(running);
    queueMicrotask(() => terminal.signal('SIGINT'));
    return { nightId };
  };
  rest = { why: 'ended by a person', counts: { ...counts, trials: 0 } };
  expect(await bench('night run --task touch --by Bo')).toBe(130);
  expect(asked('night.end')).toEqual({ by: 'Bo', why: 'ended by a person' });
  expect(printed()).toContain('ended by a person');
});

test('preflight: each line with its reason, and the gate as exit code', async () => {
  expect(await bench('night preflight --task touch')).toBe(1);
  expect(printed()).toMatch(/NO +Stop +never tested\. Test it\./);
  told = lines.slice(0, 1);
  expect(await bench('night preflight --task touch --lockstep --trials 5 --json')).toBe(0);
  expect(asked('night.preflight')).toEqual({
    ...{ task: 'touch', agent: 'none', lockstep: true, trials: 5 },
  });
  expect(terminal.outLines).toEqual([JSON.stringify(told)]);
  expect(await bench('night preflight --task touch --agent resident')).toBe(0);
  expect(asked('night.preflight')).toMatchObject({ agent: 'resident' });
});

test('adopt: its champion becomes the working policy, by name', async () => {
  expect(await bench('night adopt --by Ada')).toBe(0);
  expect(asked('campaign.adopt')).toEqual({ by: 'Ada', override: null });
  expect(printed()).toContain(`${'cd'.repeat(6)} is the policy of touch from now on.`);
  expect(await bench(`night adopt ${nightId} --by Ada --override kept --json`)).toBe(0);
  expect(asked('campaign.adopt')).toEqual({ nightId, by: 'Ada', override: 'kept' });
  expect(JSON.parse(printed())).toMatchObject({ nightId, policyHash: 'cd'.repeat(32) });
  expect(await bench('night adopt mine --by Ada')).toBe(2);
  expect(await bench('night adopt')).toBe(2);
});

test('status, list, pause, resume and end', async () => {
  night = {
    ...running,
    counts,
    strip: 'sf',
    state: 'paused',
    why: 'a spill',
    moved: ['The bench.'],
  };
  expect(await bench('night status')).toBe(0);
  expect(printed()).toContain('Moved: The bench.');
  expect(await bench(`night status ${nightId} --json`)).toBe(0);
  expect(JSON.parse(printed())).toEqual(night);
  expect(await bench('night status mine')).toBe(2);
  expect(await bench('night list --task touch')).toBe(0);
  expect(printed()).toMatch(/night-0001 +paused +2 +1 +0 +1 +abababababab +a spill/);
  expect(await bench('night pause --by Ada --why lunch')).toBe(0);
  expect(asked('night.pause')).toEqual({ by: 'Ada', why: 'lunch' });
  expect(await bench('night resume --by Ada')).toBe(0);
  expect(asked('night.resume')).toEqual({ by: 'Ada', well: false });
  expect(await bench('night end')).toBe(0);
  expect(asked('night.end')).toEqual({ by: 'operator', why: 'ended' });
});
