/** The recorder as a real process on real disks: whole records, and every way a disk, a coder or a peer can fail. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sha256 } from '../../main/base/host/canonical.ts';
import { realClock } from '../../main/base/lib/clock.ts';
import { createLog, silentLog } from '../../main/base/lib/log.ts';
import type { FinishedFiles } from '../../main/base/wire/recorder.ts';
import { openCore } from '../../main/entry/openCore.ts';
import { ledgerPath, recorderLockPath } from '../../main/store/dataLayout.ts';
import { readFrames, readRecord, readSteps } from '../../main/store/record/readRecord.ts';
import { never } from '../lib/coreUnderTest.ts';
import { itNeeds } from '../lib/needs.ts';
import {
  openRecorderChild,
  processesWith,
  type RecorderChild,
  sampleBegin,
  sampleFinish,
  samplePictures,
  sampleStep,
  sampleVerdict,
  tellTrial,
} from '../lib/recorderChild.ts';

let base: string;
beforeEach(() => {
  base = mkdtempSync(path.join(tmpdir(), 'nb-recorder-'));
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

const pictures = await samplePictures(5);

async function record(recorder: RecorderChild, dir: string): Promise<FinishedFiles> {
  expect(await recorder.ask(sampleBegin(dir))).toEqual({ type: 'begun', id: path.basename(dir) });
  tellTrial(recorder, pictures);
  const answer = await recorder.ask(sampleFinish);
  if (answer.type !== 'finished') throw new Error(JSON.stringify(answer));
  return answer.files;
}

/** Waits for a condition outside this process, at most five seconds. */
async function until(what: () => boolean): Promise<void> {
  for (let i = 0; i < 250 && !what(); i++) await realClock.sleep(20);
  expect(what()).toBe(true);
}

const storageFailure = (text: RegExp) =>
  expect.objectContaining({
    type: 'failed',
    error: expect.objectContaining({ code: 'storage', message: expect.stringMatching(text) }),
  });

describe('a trial', () => {
  itNeeds(['ffmpeg'])('is on disk, whole and hashed, when it is finished', async () => {
    await using recorder = openRecorderChild();
    const dir = path.join(base, 'trials', 't-1');
    const files = await record(recorder, dir);
    const { trial, verdict } = readRecord(dir);
    expect(trial.provenance).toEqual(sampleBegin(dir).provenance);
    expect(verdict?.outcome).toEqual({ kind: 'success' });
    expect(verdict?.notes).toBeUndefined();
    expect(sha256(readFileSync(path.join(dir, 'verdict.json')))).toBe(files.verdictHash);
    expect(Object.keys(files.hashes).sort()).toEqual(
      [
        'films.json',
        'front.mp4',
        'frames.mcap',
        'overhead.mp4',
        'steps.ndjson',
        'trial.json',
      ].sort(),
    );
    for (const [name, hash] of Object.entries(files.hashes)) {
      expect(sha256(readFileSync(path.join(dir, name)))).toBe(hash);
      expect(verdict?.files[name]?.sha256).toBe(hash);
    }
    expect(files.stepHash).toBe(files.hashes['steps.ndjson']);
    expect([...readSteps(dir)]).toEqual([0, 1, 2, 3].map(sampleStep));
    const { frames, trace, whole } = readFrames(dir);
    expect(whole).toBe(true);
    expect(trace).toEqual(pictures.map((_, seq) => sampleVerdict(seq)));
    for (const role of ['front', 'overhead'])
      expect(frames.get(role)).toEqual(
        pictures.map((jpeg, seq) => ({ role, seq, capturedAtMs: seq * 100, jpeg })),
      );
    const probe = ['-v', 'error', '-count_frames', '-of', 'csv=p=0', '-show_entries'];
    const shown = 'stream=codec_name,nb_read_frames,r_frame_rate';
    const film = execFileSync('ffprobe', [...probe, shown, path.join(dir, 'front.mp4')]);
    expect(film.toString().trim()).toBe('h264,10/1,5');
  });

  it('gives equal bytes when it is equal', async () => {
    await using recorder = openRecorderChild();
    const first = await record(recorder, path.join(base, 'a', 't-1'));
    const second = await record(recorder, path.join(base, 'b', 't-1'));
    expect(second).toEqual(first);
  });

  it('is recorded without films where there is no ffmpeg, and says so', async () => {
    await using recorder = openRecorderChild({ args: ['--ffmpeg', '/nowhere/ffmpeg'] });
    const dir = path.join(base, 't-1');
    const files = await record(recorder, dir);
    expect(Object.keys(files.hashes)).not.toContain('front.mp4');
    expect(existsSync(path.join(dir, 'front.mp4'))).toBe(false);
    expect(readRecord(dir).verdict?.notes?.[0]).toMatch(/no film of camera "front"/);
    const notes = recorder.heard.filter((message) => message.type === 'note');
    expect(notes).toHaveLength(2);
  });

  itNeeds(['ffmpeg'])('outlives its ffmpeg', async () => {
    await using recorder = openRecorderChild();
    const dir = path.join(base, 't-1');
    await recorder.ask(sampleBegin(dir));
    tellTrial(recorder, pictures.slice(0, 2));
    await until(() => processesWith(`${dir}/front.mp4`).length === 1);
    for (const pid of processesWith(`${dir}/front.mp4`)) process.kill(pid, 'SIGKILL');
    await until(() => processesWith(`${dir}/front.mp4`).length === 0);
    const answer = await recorder.ask(sampleFinish);
    expect(answer.type).toBe('finished');
    expect(readRecord(dir).verdict?.notes).toEqual([expect.stringMatching(/"front".*SIGKILL/)]);
    expect(readFrames(dir).frames.get('front')).toHaveLength(2);
  });
});

describe('an end without a verdict', () => {
  it('by the next trial keeps a readable record, and that trial is whole', async () => {
    await using recorder = openRecorderChild();
    const dir = path.join(base, 't-1');
    await recorder.ask(sampleBegin(dir));
    tellTrial(recorder, pictures);
    await record(recorder, path.join(base, 't-2'));
    expect(readRecord(dir).verdict).toBeNull();
    expect(readFrames(dir)).toMatchObject({ whole: true });
  });

  it('by the end of the core leaves nothing running', async () => {
    const recorder = openRecorderChild();
    const dir = path.join(base, 't-1');
    await recorder.ask(sampleBegin(dir));
    tellTrial(recorder, pictures);
    await recorder[Symbol.asyncDispose]();
    expect(await recorder.child.exited).toMatchObject({ code: 0 });
    expect(processesWith(dir)).toEqual([]);
    expect(readRecord(dir).verdict).toBeNull();
    expect(readFrames(dir).frames.get('front')).toHaveLength(5);
  });

  it('by kill −9 leaves a readable beginning and no ffmpeg', async () => {
    const recorder = openRecorderChild();
    const dir = path.join(base, 't-1');
    await recorder.ask(sampleBegin(dir));
    tellTrial(recorder, pictures);
    const large = new Uint8Array(600_000);
    const judged = {
      type: 'frame',
      role: 'front',
      seq: 9,
      capturedAtMs: 900,
      judged: true,
    } as const;
    recorder.tell(judged, large);
    recorder.tell({ ...judged, seq: 10 }, large);
    const framesFile = path.join(dir, 'frames.mcap');
    await until(() => readFileSync(framesFile).byteLength > large.byteLength);
    recorder.child.kill('SIGKILL');
    await recorder.child.exited;
    const { frames, trace, whole } = readFrames(dir);
    expect(whole).toBe(false);
    expect(trace).toHaveLength(5);
    expect(
      frames
        .get('front')
        ?.slice(0, 5)
        .map((frame) => frame.jpeg),
    ).toEqual(pictures);
    expect(readRecord(dir).verdict).toBeNull();
    await until(() => processesWith(dir).length === 0);
  });
});

describe('the lock', () => {
  it('makes the next core wait until the last recorder is gone', async () => {
    const recorder = openRecorderChild({ args: ['--lock', recorderLockPath(base)] });
    const dir = path.join(base, 'trials', 't-1');
    await recorder.ask(sampleBegin(dir));
    const said = Promise.withResolvers<string>();
    const log = createLog((line) => {
      if (line.includes('the last core')) said.resolve(line);
    }, realClock.wallTime);
    const facts = { dataDir: base, version: 'test', autoRun: false, restBench: false };
    const opening = openCore({ ...facts, clock: realClock, log });
    expect(await said.promise).toMatch(/still writing/);
    expect(existsSync(ledgerPath(base))).toBe(false);
    await recorder[Symbol.asyncDispose]();
    await using core = await opening;
    expect(existsSync(ledgerPath(base))).toBe(true);
    expect(await core.api.call('core.verify', {}, never)).toMatchObject({
      trials: { finished: 0 },
    });
  });
});

describe('a data folder that cannot be used', () => {
  const open = () =>
    openCore({
      dataDir: base,
      version: 'test',
      autoRun: false,
      restBench: false,
      clock: realClock,
      log: silentLog,
    });

  it('is the disk’s fault in words, not SQLite’s or the system’s own error', async () => {
    mkdirSync(recorderLockPath(base)); // where its lock should be
    await expect(open()).rejects.toMatchObject({
      code: 'storage',
      message: expect.stringContaining(`the data folder ${base}`),
    });
    rmSync(path.join(base, 'trials'), { recursive: true });
    writeFileSync(path.join(base, 'trials'), 'in the way');
    await expect(open()).rejects.toMatchObject({ code: 'storage' });
  });
});

describe('a refusal', () => {
  itNeeds(['bubblewrap'])(
    'by a full disk is told, and the next trial on a sound disk is whole',
    async () => {
      const small = path.join(base, 'small');
      mkdirSync(small);
      const under = ['bwrap', '--dev-bind', '/', '/', '--size', '1048576', '--tmpfs', small];
      await using recorder = openRecorderChild({ under });
      await recorder.ask(sampleBegin(path.join(small, 't-1')));
      const jpeg = new Uint8Array(300_000);
      for (let seq = 0; seq < 8; seq++)
        recorder.tell({ type: 'frame', role: 'front', seq, capturedAtMs: seq, judged: true }, jpeg);
      recorder.tell(sampleFinish);
      // Once when it happened, once more for the finish that can't be.
      await until(() => recorder.heard.filter((message) => message.type === 'failed').length === 2);
      const answers = recorder.heard.filter((message) => message.type !== 'backlog').slice(1);
      for (const answer of answers) expect(answer).toEqual(storageFailure(/disk is full/));
      await record(recorder, path.join(base, 't-2'));
      expect(readRecord(path.join(base, 't-2')).verdict).not.toBeNull();
    },
  );

  itNeeds(['bubblewrap'])('by a read-only disk is told', async () => {
    const fixed = path.join(base, 'fixed');
    mkdirSync(fixed);
    const under = ['bwrap', '--dev-bind', '/', '/', '--ro-bind', fixed, fixed];
    await using recorder = openRecorderChild({ under });
    const answer = await recorder.ask(sampleBegin(path.join(fixed, 't-1')));
    expect(answer).toEqual(storageFailure(/may not be written/));
    await record(recorder, path.join(base, 't-2'));
  });

  it('of a folder that is there already keeps what is in it', async () => {
    await using recorder = openRecorderChild();
    const dir = path.join(base, 't-1');
    const before = await record(recorder, dir);
    expect(await recorder.ask(sampleBegin(dir))).toEqual(storageFailure(/EEXIST/));
    expect(sha256(readFileSync(path.join(dir, 'verdict.json')))).toBe(before.verdictHash);
    expect(await recorder.ask(sampleFinish)).toEqual(storageFailure(/EEXIST/));
  });

  it('of bytes that are no frame ends the recorder', async () => {
    const run = spawnSync(process.execPath, [path.resolve('main/entry/recorder.ts')], {
      input: Buffer.from('GET / HTTP/1.1\r\n\r\n'.repeat(10)),
    });
    expect(run.status).toBe(1);
    expect(run.stderr.toString()).toMatch(/no frame/);
  });
});
