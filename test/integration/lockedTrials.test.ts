/**
 * Trials that clips were locked from: an agent that ran one is told nothing of it any more, nobody cuts or shows it, and
 * its record is proved where it lies now. The record is the real recorder's.
 */
import { appendFileSync, existsSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { realClock } from '../../main/base/lib/clock.ts';
import { silentLog } from '../../main/base/lib/log.ts';
import { ledgerPath, lockedRecordingDir, trialDir } from '../../main/store/dataLayout.ts';
import { openLedger } from '../../main/store/ledger/ledger.ts';
import { lockRecordings } from '../../main/store/lockRecordings.ts';
import { readRecord } from '../../main/store/record/readRecord.ts';
import { rowOfVerdict } from '../../main/store/recoverStore.ts';
import { verifyStore } from '../../main/store/verify.ts';
import { never, openTestCore, tempDir } from '../lib/coreUnderTest.ts';
import { openTestDesk } from '../lib/openTestDesk.ts';
import {
  openRecorderChild,
  sampleBegin,
  sampleFinish,
  samplePictures,
  sampleProvenance,
  sampleVerdict,
  tellTrial,
} from '../lib/recorderChild.ts';

const split = {
  ...{ task: 'touch', clips: ['clip-000001'], positives: 0, negatives: 1, negativesWanted: 1 },
  ...{ seed: 1, by: 'Ada' },
};

/** A finished trial's record; gives the hash of its verdict. */
async function record(dataDir: string, id: string): Promise<string> {
  await using recorder = openRecorderChild();
  await recorder.ask(sampleBegin(trialDir(dataDir, id)));
  tellTrial(recorder, await samplePictures(3));
  recorder.tell({ type: 'verdict', row: sampleVerdict(3) });
  const answer = await recorder.ask(sampleFinish);
  if (answer.type !== 'finished') throw new Error(JSON.stringify(answer));
  return answer.files.verdictHash;
}

describe('an agent that ran it', () => {
  it('gets its log, summary and pictures until it is locked, and then no more', async () => {
    await using desk = await openTestDesk();
    const { book, dataDir, locked } = desk;
    await desk.say('idea', 'start', 'a hypothesis', '--expect', 'something');
    const said = await desk.say('trial', 'start');
    expect(said.text).toContain('req-0001');
    const agentId = 'agent-0001';
    const outcome = { kind: 'success' } as const;
    const trialId = 'run-1-0001';
    book.append({
      kind: 'trial-answered',
      agentId,
      requestId: 'req-0001',
      trialId,
      outcome,
      why: '',
    });
    await record(dataDir, trialId);
    const asks = [
      ['trial', 'show', 'req-0001'],
      ['log', 'req-0001'],
      ['log', 'req-0001', '--part', 'policy'],
      ['log', 'req-0001', '--part', 'steps'],
    ];
    for (const words of asks) expect([words, (await desk.say(...words)).code]).toEqual([words, 0]);
    locked.lock({ ...split, recordings: [trialId] });
    const frame = ['frame', 'req-0001', '--camera', 'front'];
    for (const words of [...asks, frame]) {
      const { error, text } = await desk.say(...words);
      expect([words, error?.code]).toEqual([words, 'not-found']);
      expect(text).toMatch(/^not-found: there is no record of it any more/);
    }
    // What it was told when it ended it may be told again.
    expect((await desk.say('trial', 'show')).text).toContain('req-0001');
  });
});

describe('the bench', () => {
  let data: ReturnType<typeof tempDir>;
  beforeEach(async () => {
    data = tempDir('locked-trial');
    using ledger = openLedger(ledgerPath(data.path), {
      ...{ clock: realClock, log: silentLog, softwareVersion: 'test' },
    });
    for (const id of ['t-0', 't-1']) {
      const trial = { id, batchId: 'b', index: 0, provenance: sampleProvenance };
      ledger.append({ kind: 'trial-started', ...trial });
      const verdictHash = await record(data.path, id);
      const { verdict } = readRecord(trialDir(data.path, id));
      if (verdict === null) throw new Error('no verdict');
      ledger.append({ kind: 'trial-finished', id, row: rowOfVerdict(trial, verdict), verdictHash });
    }
  });
  afterEach(() => data[Symbol.dispose]());

  it('proves the record where it lies now, and sees when it was changed there', async () => {
    lockRecordings(data.path, ['t-0']);
    expect(existsSync(trialDir(data.path, 't-0'))).toBe(false);
    expect(await verifyStore(data.path)).toMatchObject({ ok: true, trials: { finished: 2 } });
    appendFileSync(path.join(lockedRecordingDir(data.path, 't-0'), 'steps.ndjson'), ' ');
    expect((await verifyStore(data.path)).firstProblem).toMatch(/t-0: steps.ndjson has/);
  });

  it('cuts the end of each judged attempt once, without what the judge said', async () => {
    await using core = await openTestCore({ dataDir: data.path });
    const { api } = core;
    expect(await api.call('clip.cutTrials', { task: 'touch' }, never)).toEqual({ clips: 2 });
    expect(await api.call('clip.cutTrials', { task: 'touch' }, never)).toEqual({ clips: 0 });
    const { clips } = await api.call('clip.list', { task: 'touch', since: 0 }, never);
    expect(clips).toMatchObject([
      { source: 'trial', recordingId: 't-0', demoId: null, fromMs: 0, toMs: 400, hint: null },
      { source: 'trial', recordingId: 't-1' },
    ]);
    const cut = { recordingId: 't-1', fromMs: 100, toMs: 200, nearMiss: 'beside' };
    expect(await api.call('clip.cut', cut, never)).toMatchObject({ task: 'touch', toMs: 200 });
  });

  it('shows its row and checks its files, and opens its folder for nobody', async () => {
    {
      using ledger = openLedger(ledgerPath(data.path), {
        ...{ clock: realClock, log: silentLog, softwareVersion: 'test' },
      });
      const entry = { ...split, kind: 'clips-locked', setId: 'locked-0001' } as const;
      ledger.append({ ...entry, recordings: ['t-0'] });
    }
    await using core = await openTestCore({ dataDir: data.path });
    const { api } = core;
    expect(existsSync(lockedRecordingDir(data.path, 't-0'))).toBe(true);
    expect((await api.call('trial.show', { id: 't-0' }, never)).row.outcome).toBe('success');
    const check = await api.call('trial.verify', { id: 't-0' }, never);
    expect(check).toMatchObject({ result: 'as-recorded', problem: null });
    await expect(api.call('trial.reveal', { id: 't-0' }, never)).rejects.toMatchObject({
      code: 'refused',
    });
    expect(await api.call('clip.cutTrials', { task: 'touch' }, never)).toEqual({ clips: 1 });
    const cut = { recordingId: 't-0', fromMs: 0, toMs: 300, nearMiss: null };
    await expect(api.call('clip.cut', cut, never)).rejects.toMatchObject({ code: 'not-found' });
    expect((await api.call('core.verify', {}, never)).ok).toBe(true);
  });
});
