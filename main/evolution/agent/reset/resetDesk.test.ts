/**
 * The desk of whoever writes a reset, over a book that is real and a bench that is the test's: what is booked before the
 * arm moves, what is refused without moving it, what is told, and how much one session gets.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { agentStarted } from '../../../../test/lib/agentStarted.ts';
import { deskLimits } from '../../../base/api/agentVerbs.ts';
import { realClock } from '../../../base/lib/clock.ts';
import { silentLog } from '../../../base/lib/log.ts';
import { BenchError } from '../../../base/model/errors.ts';
import type { ResetMeasure, ResetTry, ResetVersion } from '../../../base/model/reset.ts';
import type { AgentEntry } from '../../../base/wire/agentEntry.ts';
import { readManifest } from '../../../environment/task/readManifest.ts';
import type { ResetLook } from '../../../rollout/resetting/runResets.ts';
import { type Ledger, openLedger } from '../../../store/ledger/ledger.ts';
import { type AgentBook, openAgentBook } from '../agentBook.ts';
import type { Resetting } from '../agentPorts.ts';
import { answerVerb } from '../desk/answerVerb.ts';
import { createResetDesk, type ResetDesk } from './createResetVerbs.ts';

const agentId = 'agent-0001';
const never = new AbortController().signal;
const appDir = path.resolve(import.meta.dirname, '../../../..');
const pose = { xM: 0.2, yM: 0, yawRad: 0 };
const seed = 123_456_789;

const tried: ResetTry = {
  ...{ index: 0, wanted: pose, seen: pose, verifiedAt: 2, attempts: 2, seconds: 8.25 },
  why: '12.0 mm off its place',
  second: { ok: false, seen: { ...pose, yM: 0.012 }, why: '11.9 mm off its place' },
};
const frame = { role: 'front', jpeg: new Uint8Array([0xff, 0xd8]) } as never;
const look: ResetLook = {
  tried,
  turns: [
    {
      ...{ end: { kind: 'limit', why: 'floor' }, ok: false, said: '12.0 mm off its place' },
      ...{ second: null, frames: [] },
    },
    {
      ...{ end: { kind: 'done', note: 'put there' }, ok: true, said: 'it stands' },
      ...{ second: tried.second ?? null, frames: [frame] },
    },
  ],
  printed: 'looked twice',
};
const measure: ResetMeasure = {
  ...{ times: 20, verifiedFirst: { k: 19, n: 20, lo: 0.75, hi: 0.99 }, longestRow: 20 },
  ...{ verified: { k: 20, n: 20, lo: 0.83, hi: 1 }, secondsP50: 9, secondsP95: 11 },
  ...{ attemptsMean: 1.05, causes: [{ words: 'no puck is seen', n: 1 }], rescues: 0 },
  spread: { n: 20, coordinates: { xM: 0.1, yM: 0.1, yawRad: 0 }, cells: { covered: 9, of: 36 } },
  second: { by: 'shipped', asked: 20, denied: 3, apartM: 0.004 },
  ...{ seed, clock: 'lockstep', between: 'policy', by: agentId, wallTime: '' },
};

let dir: string;
let ledger: Ledger;
let book: AgentBook;
let desk: ResetDesk;
let moved: string[];
let refusal: BenchError | null;
let tree: string;
let versions: ResetVersion[];

const resetting: Resetting = {
  refusal: () => refusal,
  show: async () => ({ task: 'touch', versions, inForce: 'shipped', measure: null, running: null }),
  find: async () => ({ id: 'shipped', dir, hash: 'aa' }),
  async add({ by }) {
    const id = `reset-000${versions.length + 1}`;
    versions.push({
      ...{ id, task: 'touch', hash: tree, by, words: '', wallTime: '' },
      ...{ measure: null, accepted: null },
    });
    return versions.at(-1) as ResetVersion;
  },
  async tryFolder(_task, _dir, { times, second, lockstep }, _signal, onTry) {
    // Booked before it moves.
    expect(book.resetTries(agentId)).toBe(moved.length + 1);
    expect({ second, lockstep }).toEqual({ second: true, lockstep: true });
    moved.push(`try ${times}`);
    onTry?.(tried, look);
    return measure;
  },
  async measure({ reset, times, between }) {
    moved.push(`measure ${reset} ${times} ${between}`);
    versions = versions.map((each) => (each.id === reset ? { ...each, measure } : each));
    return measure;
  },
};

beforeEach(async () => {
  dir = mkdtempSync(path.join(tmpdir(), 'nb-reset-desk-'));
  ledger = openLedger(path.join(dir, 'ledger.sqlite'), {
    ...{ clock: realClock, log: silentLog, softwareVersion: 'test' },
  });
  book = openAgentBook(ledger);
  book.append(started(agentId, null));
  [moved, refusal, tree, versions] = [[], null, 'tree-1', []];
  desk = createResetDesk({
    ...{ agentId, book, resetting, clock: realClock, lockstep: true },
    task: await readManifest(path.join(appDir, 'tasks', 'touch')),
    brief: async () => 'the brief',
    literature: { list: async () => [], document: never as never, sites: [], page: never as never },
    view: () => ({ name: 'a shell', startedWallTime: realClock.wallTime(), ...budget }) as never,
    places: { clone: '/work', sdk: '/sdk', guides: '/guides' },
    bench: () => ({ mode: 'holding', stopped: null, running: null }),
    seedOf: () => seed,
    taker: {
      take: async () => ({ commit: 'c'.repeat(40), tree }),
      withFiles: (_taken, use) => use(dir),
    },
    room: { what: 'reset', most: 1, running: 0 },
    waitsFor: () => undefined,
    changed: () => undefined,
  });
});
afterEach(async () => {
  await desk[Symbol.asyncDispose]();
  ledger[Symbol.dispose]();
  rmSync(dir, { recursive: true, force: true });
});

const started = (id: string, resumes: string | null): AgentEntry =>
  ({ ...agentStarted(id, resumes), purpose: 'reset' }) as AgentEntry;

const budget = {
  budget: { tokens: null, usd: null, trials: null, wallMinutes: null },
  meter: {
    tokens: { inFresh: 0, inCacheRead: 0, inCacheWrite: 0, out: 0, outReasoning: 0 },
    usd: 0,
  },
  trials: { asked: 0, queued: 0, success: 0, failure: 0, invalid: 0 },
};

const ask = async (verb: string, args: object = {}): Promise<string> =>
  (await answerVerb(desk.verbs, verb, args, never)).text;

test('a try is told turn by turn, with the other check, and never with a seed', async () => {
  const text = await ask('reset_try', { times: 1 });
  expect(text).toMatch(/turn 1: the envelope refused a target: floor; the check said no: 12\.0 mm/);
  expect(text).toMatch(
    /turn 2: it said done: put there; the check said yes: it stands \(the other/,
  );
  expect(text).toContain('denied 3 of 20 verified starts');
  expect(text).toContain('looked twice');
  expect(text).not.toContain(String(seed));
  expect(moved).toEqual(['try 1']);
});

test('a picture of the last check moves nothing, and a commit that was not tried has none', async () => {
  await expect(ask('reset_try', { frame: 'front' })).rejects.toMatchObject({ code: 'not-found' });
  await ask('reset_try');
  const { jpeg } = await answerVerb(desk.verbs, 'reset_try', { frame: 'front' }, never);
  expect(jpeg).toEqual(new Uint8Array([0xff, 0xd8]));
  await expect(ask('reset_try', { frame: 'side' })).rejects.toThrow(/no picture of camera side/);
  expect(moved).toEqual(['try 3']);
});

test('while somebody else has the bench nothing is booked', async () => {
  refusal = new BenchError('busy', 'trials are run on the bench');
  await expect(ask('reset_try')).rejects.toMatchObject({ code: 'busy' });
  refusal = null;
  await ask('reset_try');
  refusal = new BenchError('refused', 'the bench is stopped');
  await expect(ask('reset_submit')).rejects.toMatchObject({ code: 'refused' });
  expect(book.resetTries(agentId)).toBe(1);
  expect(versions).toEqual([]);
});

test('what was tried becomes a version once and is measured once', async () => {
  await expect(ask('reset_submit')).rejects.toThrow(/not tried lately/);
  await ask('reset_try');
  const text = await ask('reset_submit');
  expect(text).toMatch(/reset-0001 was measured/);
  expect(text).toMatch(/gate: not met/);
  expect(text).not.toContain(String(seed));
  expect(await ask('reset_submit')).toMatch(/this very reset, measured before/);
  expect(moved).toEqual(['try 3', 'measure reset-0001 20 policy']);
  expect(versions[0]?.by).toEqual({ kind: 'agent', agentId });
  expect(openAgentBook(ledger).resetsOf(agentId)).toMatchObject([{ resetId: 'reset-0001' }]);
  expect(await ask('status')).toMatch(/tries: 2 of 200; submitted: 1 of 10/);
});

test('tries and versions are bounded, over all that was taken up again', async () => {
  const booked = { agentId, commit: 'c', resetTree: 'x' } as const;
  for (let n = 0; n < deskLimits.resetVersions; n++)
    book.append({ kind: 'reset-submitted', ...booked, resetTree: `x${n}`, resetId: 'reset-0009' });
  await ask('reset_try');
  await expect(ask('reset_submit')).rejects.toThrow(/submitted 10 resets, and no more/);
  for (let n = 1; n < deskLimits.resetTries; n++)
    book.append({ kind: 'reset-tried', ...booked, times: 1 });
  await expect(ask('reset_try')).rejects.toThrow(/200 tries are used/);
  book.append(started('agent-0002', agentId));
  expect(book.resetTries('agent-0002')).toBe(deskLimits.resetTries);
  expect(moved).toEqual(['try 3']);
});

test('trials, ideas, clips and judges are not of this session', async () => {
  for (const verb of ['trial_start', 'peers', 'tree', 'judge_try', 'judge_submit'])
    await expect(ask(verb)).rejects.toMatchObject({ code: 'refused' });
});
