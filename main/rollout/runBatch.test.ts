/**
 * Batches that break: on a real ledger and a real record, with a bench that only counts and programs that never start,
 * so that each trial is invalid(reset-unverified). What is on the disk stays true, and the sums say what happened.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { must } from '../base/lib/assert.ts';
import { realClock } from '../base/lib/clock.ts';
import { silentLog } from '../base/lib/log.ts';
import { createStageMeter } from '../base/lib/stageMeter.ts';
import { BenchError } from '../base/model/errors.ts';
import type { TrialRow } from '../base/model/trial.ts';
import type { LedgerBody } from '../base/wire/recorder.ts';
import { simulatedBenchEnvelope } from '../bench/benchEnvelope.ts';
import type { BenchLink } from '../bench/link.ts';
import type { Program } from '../environment/program/openProgram.ts';
import type { ShelvedTask } from '../environment/task/shelveTask.ts';
import { ledgerPath, trialDir } from '../store/dataLayout.ts';
import { type Ledger, openLedger } from '../store/ledger/ledger.ts';
import { openTrialRecord, type TrialRecord } from '../store/record/trialRecord.ts';
import { recoverStore, settleTrial } from '../store/recoverStore.ts';
import { verifyStore } from '../store/verify.ts';
import type { BatchOptions } from './batchOptions.ts';
import type { Recorder } from './recording.ts';
import { runBatch } from './runBatch.ts';
import type { TrialPrograms } from './runTrial.ts';

const none = (): Disposable => ({ [Symbol.dispose]: () => undefined });
const ports = { clock: realClock, log: silentLog, softwareVersion: 'test' };
const tree = { dir: '', hash: 'h', commit: null };
const shelved = {
  manifest: { id: 'toy', version: '1', judge: { latencyTicks: 0 } },
  templateDir: '',
  task: tree,
  policy: tree,
  judge: tree,
  reset: tree,
} as unknown as ShelvedTask;
const link = {
  pace: 'lockstep',
  rateHz: 50,
  cameraRateHz: 10,
  cameras: [],
  simulator: null,
  meter: createStageMeter(() => 0),
  robot: { onLimit: none, hold: () => undefined },
  onState: none,
  onFrame: none,
  tick: async () => undefined,
} as unknown as BenchLink;

let dir = '';
let ledger: Ledger;
let opened = 0;
let disposed = 0;
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'nightbench-batch-'));
  ledger = openLedger(ledgerPath(dir), ports);
  opened = 0;
  disposed = 0;
});
afterEach(() => {
  ledger[Symbol.dispose]();
  rmSync(dir, { recursive: true, force: true });
});

async function openPrograms(): Promise<TrialPrograms & AsyncDisposable> {
  opened++;
  const failure = { kind: 'crashed', why: 'it never starts' } as const;
  const program = { ready: Promise.resolve(failure) } as unknown as Program;
  return {
    policy: program,
    judge: program,
    reset: program,
    [Symbol.asyncDispose]: async () => void disposed++,
  };
}

/** Writes real records in this process. `answer` may lose what `finish` says. */
function recorderWith(answer: (id: string) => void = () => undefined): Recorder {
  let record: TrialRecord | null = null;
  return {
    pid: 0,
    begin: async (begin) => {
      record = await openTrialRecord({ type: 'begin', ...begin }, { clock: realClock, ffmpeg: '' });
    },
    step: () => undefined,
    frame: () => undefined,
    verdict: () => undefined,
    async finish(finish) {
      using open = record as TrialRecord;
      const { notes: _notes, ...files } = await open.finish({ type: 'finish', ...finish });
      answer(open.id);
      return files;
    },
    onTrouble: none,
    [Symbol.asyncDispose]: async () => undefined,
  };
}

function optionsWith(change: Partial<BatchOptions>): BatchOptions & { readonly rows: TrialRow[] } {
  const rows: TrialRow[] = [];
  const recorder = recorderWith();
  return {
    batchId: 'run-1',
    task: shelved,
    checkTask: async () => undefined,
    drawStart: () => ({ xM: 0, yM: 0, yawRad: 0 }),
    trials: 3,
    seed: 1,
    bench: simulatedBenchEnvelope,
    link: async () => link,
    recorder: () => recorder,
    openPrograms,
    trialDir: (id) => trialDir(dir, id),
    ledger,
    settle: async (id, why, spent) => {
      const open = ledger.openTrials().find((trial) => trial.id === id);
      if (open === undefined) throw new Error(`${id} is not open`);
      return settleTrial(ledger, dir, open, { clock: realClock, why, spent });
    },
    settings: () => ({ light: 0.5 }),
    facts: {
      benchId: 'counting',
      clock: 'lockstep',
      softwareVersion: 'test',
      calibrationHash: 'c',
      isolation: 'none',
    },
    signal: new AbortController().signal,
    onVoid: none,
    nowMs: realClock.nowMs,
    wallTime: realClock.wallTime,
    log: silentLog,
    onTrial: () => undefined,
    onStage: () => undefined,
    onVerdict: () => undefined,
    onAttempt: () => undefined,
    onFinished: (row) => void rows.push(row),
    rows,
    ...change,
  };
}

const kinds = (): readonly string[] => ledger.entries(2, 100).map(({ body }) => body.kind);
const refusing = (refused: LedgerBody['kind'], from = 0): BatchOptions['ledger'] => {
  let seen = 0;
  return {
    append(body) {
      if (body.kind === refused && seen++ >= from) throw new BenchError('storage', 'disk full');
      return ledger.append(body);
    },
  };
};

describe('a batch that breaks', () => {
  it('says what happened until then, and ends in the ledger', async () => {
    let checks = 0;
    const options = optionsWith({
      checkTask: async () => {
        if (++checks === 3) throw new BenchError('refused', 'the judge is not what was hashed');
      },
    });
    const end = await runBatch(options);
    expect(end).toMatchObject({
      why: 'the judge is not what was hashed',
      failure: { code: 'refused' },
      summary: { trials: 2, invalid: 2, success: 0 },
    });
    const trial = ['trial-started', 'trial-finished'];
    expect(kinds()).toEqual(['batch-started', ...trial, ...trial, 'batch-ended']);
    expect([opened, disposed]).toEqual([2, 2]);
    expect(await verifyStore(dir)).toMatchObject({ ok: true, trials: { finished: 2 } });
  });

  it('counts the trial whose programs could not be opened as aborted', async () => {
    const options = optionsWith({
      openPrograms: async () => {
        throw new BenchError('unavailable', 'no process left');
      },
    });
    const { failure, summary } = await runBatch(options);
    expect(failure).toMatchObject({ code: 'unavailable' });
    expect(summary).toMatchObject({ trials: 1, invalid: 1 });
    expect(kinds()).toEqual(['batch-started', 'trial-started', 'trial-aborted', 'batch-ended']);
    expect(options.rows).toMatchObject([{ reason: 'aborted', stepHash: '' }]);
  });

  it('spawns nothing for a trial that the ledger does not take', async () => {
    const { failure, summary } = await runBatch(optionsWith({ ledger: refusing('trial-started') }));
    expect(failure).toMatchObject({ code: 'storage' });
    expect(summary.trials).toBe(0);
    expect(opened).toBe(0);
    expect(kinds()).toEqual(['batch-started', 'batch-ended']);
  });

  it('says so when even its end is refused', async () => {
    const { failure, summary } = await runBatch(optionsWith({ ledger: refusing('batch-ended') }));
    expect(failure).toMatchObject({ code: 'storage' });
    expect(summary).toMatchObject({ trials: 3, invalid: 3 });
  });
});

describe('a trial that is whole on the disk', () => {
  it('is never aborted when the ledger refuses its end: the next recovery adopts it', async () => {
    const options = optionsWith({ ledger: refusing('trial-finished', 1) });
    const { failure, summary } = await runBatch(options);
    expect(failure).toMatchObject({ code: 'storage' });
    expect(summary).toMatchObject({ trials: 1, invalid: 1 });
    expect(options.rows.length).toBe(1);
    expect(kinds()).not.toContain('trial-aborted');
    expect(disposed).toBe(2);
    const { adopted } = await recoverStore(ledger, dir, ports);
    expect(adopted).toEqual(['run-1-0002']);
    expect(ledger.trial('run-1-0002')).toMatchObject({ reason: 'reset-unverified', index: 1 });
    expect(await verifyStore(dir)).toMatchObject({ ok: true, trials: { finished: 2, aborted: 0 } });
  });

  it('keeps its outcome when only the answer of the recorder is lost', async () => {
    const lost = recorderWith(() => {
      throw new BenchError('timeout', 'the recorder did not answer');
    });
    const options = optionsWith({ recorder: () => lost, trials: 1 });
    const { failure, summary } = await runBatch(options);
    expect(failure).toBeNull();
    expect(summary).toMatchObject({ trials: 1, invalid: 1 });
    expect(options.rows).toMatchObject([{ reason: 'reset-unverified' }]);
    expect(options.rows[0]?.stepHash).not.toBe('');
    expect(ledger.trial('run-1-0001')).toEqual(options.rows[0]);
  });

  it('is aborted when its record has no verdict', async () => {
    const { begin, ...rest } = recorderWith();
    const failed: Recorder = {
      ...rest,
      begin,
      finish: async () => {
        throw new BenchError('storage', 'the disk is full');
      },
    };
    const options = optionsWith({ recorder: () => failed, trials: 1 });
    await runBatch(options);
    expect(options.rows).toMatchObject([{ outcome: 'invalid', reason: 'aborted', stepHash: '' }]);
    expect(kinds()).toContain('trial-aborted');
    expect(await verifyStore(dir)).toMatchObject({ ok: true, trials: { finished: 0, aborted: 1 } });
  });
});

describe('a batch that is watched', () => {
  it('begins where it is told, and ends when the watch says so, not by a rule of its own', async () => {
    let asked = 3;
    const options = optionsWith({
      trials: null,
      watch: {
        next: async () => {
          const index = ++asked;
          return index > 9 ? 'enough for one night' : { index, draw: index };
        },
        mayCount: async () => undefined,
      },
    });
    const end = await runBatch(options);
    expect(end).toMatchObject({ why: 'enough for one night', failure: null });
    expect(options.rows.map(({ index }) => index)).toEqual([4, 5, 6, 7, 8, 9]);
    // Six invalid ones in a row: whether a person is needed, the watch knows.
    expect(end.summary).toMatchObject({ trials: 6, invalid: 6 });
    expect(end.summary.needsPerson).toBeUndefined();
    const provenance = ledger
      .entries(1, 100)
      .flatMap(({ body }) => (body.kind === 'trial-started' ? [body.provenance.trialIndex] : []));
    expect(provenance).toEqual([4, 5, 6, 7, 8, 9]);
  });

  it('runs so many from there at most', async () => {
    let index = 3;
    const next = async () => ({ index: ++index, draw: index });
    const watch = { next, mayCount: async () => undefined };
    const options = optionsWith({ trials: 2, watch });
    expect(await runBatch(options)).toMatchObject({ why: 'all trials are done' });
    expect(options.rows.map(({ index }) => index)).toEqual([4, 5]);
  });

  it('lets two policies begin alike: one draw, two numbers, each its own hash and part', async () => {
    const other = { dir: '/other', hash: 'e'.repeat(64), commit: null };
    const chosen = [
      { index: 0, draw: 7, facts: { part: { kind: 'duel', pair: 1, side: 'champion' } } },
      {
        index: 1,
        draw: 7,
        policy: other,
        facts: { part: { kind: 'duel', pair: 1, side: 'head' } },
      },
    ] as const;
    const checked: string[] = [];
    const options = optionsWith({
      trials: 2,
      watch: {
        next: async () => must(chosen[checked.length]),
        mayCount: async () => undefined,
      },
      checkTask: async ({ policy }) => void checked.push(policy.hash),
    });
    await runBatch(options);
    const told = ledger
      .entries(1, 100)
      .flatMap(({ body }) => (body.kind === 'trial-started' ? [body.provenance] : []));
    expect(told.map(({ trialIndex, draw }) => [trialIndex, draw])).toEqual([
      [0, 7],
      [1, 7],
    ]);
    expect(told[0]?.startState).toEqual(told[1]?.startState);
    expect(told.map(({ policyHash }) => policyHash)).toEqual([
      options.task.policy.hash,
      other.hash,
    ]);
    expect(checked).toEqual(told.map(({ policyHash }) => policyHash));
    expect(told.map(({ part }) => part?.side)).toEqual(['champion', 'head']);
  });
});
