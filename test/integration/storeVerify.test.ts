/** Verify and recovery on a data folder made by the real recorder: what was changed is named, what was open is ended. */
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { must } from '../../main/base/lib/assert.ts';
import { realClock } from '../../main/base/lib/clock.ts';
import { silentLog } from '../../main/base/lib/log.ts';
import type { TrialRow } from '../../main/base/model/trial.ts';
import { ledgerPath, trialDir } from '../../main/store/dataLayout.ts';
import { createEventLog } from '../../main/store/eventLog.ts';
import { type Ledger, openLedger } from '../../main/store/ledger/ledger.ts';
import { readRecord } from '../../main/store/record/readRecord.ts';
import { recoverStore, rowOfVerdict } from '../../main/store/recoverStore.ts';
import { verifyStore } from '../../main/store/verify.ts';
import { itNeeds } from '../lib/needs.ts';
import {
  openRecorderChild,
  sampleBegin,
  sampleFinish,
  samplePictures,
  sampleProvenance,
  tellTrial,
} from '../lib/recorderChild.ts';

const ports = { clock: realClock, log: silentLog };
const open = (dir: string): Ledger =>
  openLedger(ledgerPath(dir), { ...ports, softwareVersion: '0.1.0' });
const startTrial = (ledger: Ledger, id: string, index: number) =>
  ledger.append({
    kind: 'trial-started',
    id,
    batchId: 'b',
    index,
    provenance: sampleProvenance,
  });

/** t-0 and t-1 finished, t-2 written whole but unknown to the ledger, t-3 begun, t-4 announced only. */
let made: string;
let dir: string;
let finishedRow: TrialRow;

beforeAll(async () => {
  made = mkdtempSync(path.join(tmpdir(), 'nb-verify-made-'));
  const pictures = await samplePictures(3);
  using ledger = open(made);
  const trials = 4;
  ledger.append({
    kind: 'batch-started',
    batchId: 'b',
    task: 'touch',
    trials,
    seed: 7,
    clock: 'lockstep',
  });
  await using recorder = openRecorderChild();
  for (let index = 0; index < trials; index++) {
    const id = `t-${index}`;
    startTrial(ledger, id, index);
    await recorder.ask(sampleBegin(trialDir(made, id)));
    tellTrial(recorder, pictures);
    if (index === 3) continue;
    const answer = await recorder.ask(sampleFinish);
    if (answer.type !== 'finished') throw new Error(JSON.stringify(answer));
    const { verdict } = readRecord(trialDir(made, id));
    if (verdict === null) throw new Error('no verdict');
    const trial = { id, batchId: 'b', index, provenance: sampleProvenance };
    finishedRow = rowOfVerdict(trial, verdict);
    const { verdictHash } = answer.files;
    if (index < 2) ledger.append({ kind: 'trial-finished', id, row: finishedRow, verdictHash });
  }
  await recorder[Symbol.asyncDispose]();
  startTrial(ledger, 't-4', 4);
}, 60_000);
afterAll(() => rmSync(made, { recursive: true, force: true }));

beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'nb-verify-'));
  cpSync(made, dir, { recursive: true });
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const inTrial = (id: string, name: string): string => path.join(trialDir(dir, id), name);
function flip(file: string, at: number): void {
  const bytes = readFileSync(file);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  writeFileSync(file, bytes);
}

describe('recoverStore', () => {
  it('adopts what was finished on disk, aborts the rest, and does it once', async () => {
    using ledger = open(dir);
    const recovery = await recoverStore(ledger, dir, ports);
    expect(recovery).toEqual({ adopted: ['t-2'], aborted: ['t-3', 't-4'] });
    expect(ledger.trial('t-2')).toEqual(finishedRow);
    expect(ledger.trial('t-3')).toMatchObject({ outcome: 'invalid', reason: 'aborted', index: 3 });
    expect(ledger.openTrials()).toEqual([]);
    expect(ledger.openBatches()).toEqual([]);
    const { seq } = ledger.head();
    expect(await recoverStore(ledger, dir, ports)).toEqual({ adopted: [], aborted: [] });
    expect(ledger.head().seq).toBe(seq);
    expect(await verifyStore(dir)).toEqual({
      ok: true,
      trials: { finished: 3, aborted: 2 },
      chainHead: ledger.head().hash,
    });
  });

  const broken: readonly (readonly [string, () => void, RegExp])[] = [
    ['a changed frame', () => flip(inTrial('t-2', 'frames.mcap'), 500), /frames.mcap was changed/],
    ['a missing file', () => rmSync(inTrial('t-2', 'steps.ndjson')), /steps.ndjson is missing/],
    [
      'a cut verdict',
      () => writeFileSync(inTrial('t-2', 'verdict.json'), '{"version":1,'),
      /not JSON/,
    ],
    [
      'a verdict that was still aside',
      () => renameSync(inTrial('t-2', 'verdict.json'), inTrial('t-2', 'verdict.json.part')),
      /verdict.json is missing/,
    ],
  ];
  it.each(broken)('does not adopt a record with %s', async (_name, damage, why) => {
    damage();
    using ledger = open(dir);
    const { adopted, aborted } = await recoverStore(ledger, dir, ports);
    expect(adopted).toEqual([]);
    expect(aborted).toEqual(['t-2', 't-3', 't-4']);
    const bodies = ledger.entries(1, 100).map((entry) => entry.body);
    const abort = bodies.find((body) => body.kind === 'trial-aborted' && body.id === 't-2');
    expect(abort).toMatchObject({ why: expect.stringMatching(why) });
    expect((await verifyStore(dir)).ok).toBe(true);
  });
});

describe('one trial by itself', () => {
  it('was promised nothing when it was aborted, with its folder or without', async () => {
    using ledger = open(dir);
    expect((await recoverStore(ledger, dir, ports)).aborted).toEqual(['t-3', 't-4']);
    const log = createEventLog(ledger, (error) => expect.unreachable(error.message));
    const check = (id: string) => log.check(must(ledger.trial(id)), trialDir(dir, id));
    const begun = await check('t-3');
    expect(begun).toMatchObject({ result: 'nothing-promised', problem: null });
    expect(begun.files.map(({ state }) => state)).toContain('unpromised');
    rmSync(trialDir(dir, 't-3'), { recursive: true });
    for (const id of ['t-3', 't-4'])
      expect(await check(id)).toEqual({ result: 'nothing-promised', problem: null, files: [] });
    expect((await check('t-0')).result).toBe('as-recorded');
    rmSync(trialDir(dir, 't-0'), { recursive: true });
    expect(await check('t-0')).toMatchObject({
      result: 'changed',
      problem: expect.stringContaining('its folder is missing'),
    });
  });
});

describe('verifyStore', () => {
  it('passes beside a ledger that is open and has a trial running', async () => {
    using ledger = open(dir);
    const before = await verifyStore(dir);
    expect(before).toMatchObject({ ok: true, trials: { finished: 2, aborted: 0 } });
    ledger.append({ kind: 'stop', reason: 'button' });
    const after = await verifyStore(dir);
    expect(after.chainHead).toBe(ledger.head().hash);
    expect(after.chainHead).not.toBe(before.chainHead);
  });

  const changes: readonly (readonly [string, () => void, RegExp])[] = [
    [
      'an outcome',
      () => {
        const file = inTrial('t-1', 'verdict.json');
        writeFileSync(file, readFileSync(file, 'utf8').replace('0.4', '0.5'));
      },
      /t-1: verdict.json was changed/,
    ],
    ['a frame', () => flip(inTrial('t-0', 'frames.mcap'), 700), /t-0: frames.mcap was changed/],
    ['a step', () => flip(inTrial('t-1', 'steps.ndjson'), 9), /t-1: steps.ndjson was changed/],
    [
      'provenance',
      () => appendFileSync(inTrial('t-0', 'trial.json'), ' '),
      /t-0: trial.json has \d+ bytes instead of/,
    ],
    [
      'a lost folder',
      () => rmSync(trialDir(dir, 't-0'), { recursive: true }),
      /t-0: its folder is missing/,
    ],
    ['a stray file', () => writeFileSync(inTrial('t-0', 'notes.txt'), ''), /t-0: notes.txt is in/],
    [
      'a stray trial',
      () => mkdirSync(path.join(dir, 'trials', 't-9')),
      /trials\/t-9 is in no ledger entry/,
    ],
  ];
  it.each(changes)('names %s', async (_name, change, named) => {
    change();
    const report = await verifyStore(dir);
    expect(report.ok).toBe(false);
    expect(report.firstProblem).toMatch(named);
    expect(report.trials).toEqual({ finished: 2, aborted: 0 });
  });

  itNeeds(['ffmpeg'])('names a film that was changed or lost', async () => {
    flip(inTrial('t-1', 'front.mp4'), 99);
    expect((await verifyStore(dir)).firstProblem).toMatch(/t-1: front.mp4 was changed/);
    rmSync(inTrial('t-0', 'front.mp4'));
    expect((await verifyStore(dir)).firstProblem).toMatch(/t-0: front.mp4 is missing/);
  });

  it('looks at no more than names and sizes when it is asked for less', async () => {
    flip(inTrial('t-0', 'frames.mcap'), 700);
    expect((await verifyStore(dir, { deep: false })).ok).toBe(true);
    appendFileSync(inTrial('t-0', 'frames.mcap'), '!');
    expect((await verifyStore(dir, { deep: false })).firstProblem).toMatch(/bytes instead of/);
  });

  it('says when there is nothing to verify', async () => {
    await expect(verifyStore(path.join(dir, 'nowhere'))).rejects.toMatchObject({
      code: 'not-found',
    });
  });
});
