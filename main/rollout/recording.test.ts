/** A recorder that goes silent at the end of a trial: whatever it was about to write, it is gone before we go on. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createProcessTable } from '../base/host/processTable.ts';
import { type Clock, realClock } from '../base/lib/clock.ts';
import { silentLog } from '../base/lib/log.ts';
import type { Provenance } from '../base/model/trial.ts';
import { openRecorder } from './recording.ts';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'nightbench-recording-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** Long waits are short here, and still longer than a loaded machine needs to start a program. */
const hasty: Clock = { ...realClock, after: (ms, run) => realClock.after(ms / 20, run) };

const begin = {
  id: 't-1',
  dir: '/nowhere/t-1',
  provenance: {} as Provenance,
  wallTime: '',
  roles: [],
  videoRateHz: 1,
};
const finish = {
  outcome: { kind: 'success' },
  attempts: [],
  benchSeconds: 1,
  why: '',
  wallTime: '',
} as const;

/** A program that hears frames and says what `answers` holds for each type; nothing otherwise. */
function recorderThat(answers: Record<string, object>) {
  const frames = pathToFileURL(path.resolve('main/base/host/frames.ts')).href;
  const file = path.join(dir, 'recorder.ts');
  writeFileSync(
    file,
    `import { createFrameDecoder, encodeFrame } from '${frames}';
    const answers = ${JSON.stringify(answers)};
    const decode = createFrameDecoder(({ header }) => {
      const answer = answers[header.type];
      if (answer !== undefined) process.stdout.write(encodeFrame(answer));
    });
    process.stdin.on('data', decode);`,
  );
  return openRecorder({
    clock: hasty,
    log: silentLog,
    table: createProcessTable(),
    program: { file: process.execPath, args: [file] },
  });
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

it('is killed when it does not answer finish, and gone when finish rejects', async () => {
  await using recorder = recorderThat({ begin: { type: 'begun', id: 't-1' } });
  const troubles: string[] = [];
  recorder.onTrouble(({ code }) => void troubles.push(code));
  await recorder.begin(begin);
  await expect(recorder.finish(finish)).rejects.toMatchObject({ code: 'timeout' });
  expect(isAlive(recorder.pid)).toBe(false);
  expect(troubles).toEqual(['unavailable']);
});

it('is killed when it falls behind while it finishes: its end would come too late', async () => {
  await using recorder = recorderThat({
    begin: { type: 'begun', id: 't-1' },
    finish: { type: 'backlog', bytes: 1 << 30 },
  });
  await recorder.begin(begin);
  await expect(recorder.finish(finish)).rejects.toMatchObject({ code: 'storage' });
  expect(isAlive(recorder.pid)).toBe(false);
});

it('lives on when it says itself that the trial has no record', async () => {
  const error = { code: 'storage', message: 'the disk is full' };
  await using recorder = recorderThat({
    begin: { type: 'begun', id: 't-1' },
    finish: { type: 'failed', id: 't-1', error },
  });
  await recorder.begin(begin);
  await expect(recorder.finish(finish)).rejects.toMatchObject(error);
  expect(isAlive(recorder.pid)).toBe(true);
});
