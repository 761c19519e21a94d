/** Damaged records, seeded: whatever the bytes, reading ends with content or with one typed error, in bounded memory. */
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createRng } from '../../main/base/lib/rng.ts';
import { BenchError } from '../../main/base/model/errors.ts';
import { readFrameLog } from '../../main/store/record/readFrameLog.ts';
import { readFrames, readRecord, readSteps } from '../../main/store/record/readRecord.ts';
import {
  openRecorderChild,
  sampleBegin,
  sampleFinish,
  samplePictures,
  tellTrial,
} from '../lib/recorderChild.ts';

let base: string;
let dir: string;
beforeAll(async () => {
  base = mkdtempSync(path.join(tmpdir(), 'nb-fuzz-'));
  dir = path.join(base, 't-1');
  await using recorder = openRecorderChild({ args: ['--ffmpeg', '/nowhere/ffmpeg'] });
  await recorder.ask(sampleBegin(dir));
  tellTrial(recorder, await samplePictures(3));
  await recorder.ask(sampleFinish);
}, 60_000);
afterAll(() => rmSync(base, { recursive: true, force: true }));

/** Runs `read` on many damaged versions of a file; returns how many were refused. */
function fuzz(name: string, runs: number, read: () => unknown): number {
  const file = path.join(dir, name);
  const whole = readFileSync(file);
  const rng = createRng(20_26).fork(name);
  let refused = 0;
  for (let i = 0; i < runs; i++) {
    let bytes = Buffer.from(whole);
    const kind = rng.below(4);
    if (kind === 0) bytes = bytes.subarray(0, rng.below(bytes.byteLength));
    else if (kind === 1) bytes.fill(0xff, rng.below(bytes.byteLength)).fill(0xff, 8, 17);
    else for (let k = 0; k <= kind * 3; k++) bytes[rng.below(bytes.byteLength)] = rng.below(256);
    writeFileSync(file, bytes);
    try {
      read();
    } catch (thrown) {
      expect(thrown).toBeInstanceOf(BenchError);
      expect((thrown as BenchError).code).toBe('storage');
      refused++;
    }
  }
  writeFileSync(file, whole);
  return refused;
}

it('survives a damaged frame log', () => {
  expect(fuzz('frames.mcap', 400, () => readFrames(dir))).toBeGreaterThan(100);
  expect(readFrames(dir).whole).toBe(true);
});

it('survives every length of a cut frame log, and gives what is whole', () => {
  const file = path.join(base, 'cut.mcap');
  const whole = readFileSync(path.join(dir, 'frames.mcap'));
  for (let end = 0; end < whole.byteLength; end += 37) {
    writeFileSync(file, whole.subarray(0, end));
    expect(readFrameLog(file).whole).toBe(false);
  }
});

it('survives a length that no file has', () => {
  const file = path.join(base, 'huge.mcap');
  const whole = readFileSync(path.join(dir, 'frames.mcap'));
  whole.writeBigUInt64LE(2n ** 62n, 9);
  writeFileSync(file, whole);
  expect(() => readFrameLog(file)).not.toThrow(RangeError);
  expect(() => readFrameLog(file, 1000)).toThrow(/more than 1000/);
});

it('survives damaged JSON and rows', () => {
  expect(fuzz('trial.json', 200, () => readRecord(dir))).toBeGreaterThan(100);
  expect(fuzz('verdict.json', 200, () => readRecord(dir))).toBeGreaterThan(100);
  expect(fuzz('steps.ndjson', 200, () => [...readSteps(dir)])).toBeGreaterThan(80);
});

it('refuses a row without an end, a path as a file name, and a folder in place of a file', () => {
  const steps = path.join(dir, 'steps.ndjson');
  const whole = readFileSync(steps);
  appendFileSync(steps, 'x'.repeat(100_000));
  expect(() => [...readSteps(dir)]).toThrow(/line is longer/);
  writeFileSync(steps, whole);
  const verdict = path.join(dir, 'verdict.json');
  const text = readFileSync(verdict, 'utf8');
  writeFileSync(verdict, text.replace('"steps.ndjson"', '"../../etc/passwd"'));
  expect(() => readRecord(dir)).toThrow(BenchError);
  writeFileSync(verdict, text);
  expect(() => readFrameLog(dir)).toThrow(/no plain file/);
});
