/** Does a camera through ffmpeg deliver every picture of its source, and come back when its source dies? */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { afterAll, beforeAll, expect } from 'vitest';
import { findPart, itNeeds } from '../../../../test/lib/needs.ts';
import { createProcessTable } from '../../../base/host/processTable.ts';
import { must } from '../../../base/lib/assert.ts';
import { realClock } from '../../../base/lib/clock.ts';
import { silentLog } from '../../../base/lib/log.ts';
import type { CameraFrame } from '../../../base/model/camera.ts';
import type { Camera } from './camera.ts';
import { createFfmpegCamera, type FfmpegSource, ffmpegArgs } from './ffmpegCamera.ts';

let folder = '';
let video = '';
const frameCount = 12;

const withFfmpeg = itNeeds(['ffmpeg']);

beforeAll(async () => {
  if (findPart('ffmpeg') === null) return;
  folder = await mkdtemp(join(tmpdir(), 'nightbench-camera-'));
  video = join(folder, 'source.avi');
  const source = `testsrc=size=64x48:rate=60:duration=${frameCount / 60}`;
  const args = ['-v', 'error', '-f', 'lavfi', '-i', source, '-c:v', 'mjpeg', video];
  await promisify(execFile)('ffmpeg', args);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const table = createProcessTable();
const camera = (source: FfmpegSource, ffmpeg = 'ffmpeg'): Camera =>
  createFfmpegCamera({
    role: 'overhead',
    source,
    ffmpeg,
    clock: realClock,
    log: silentLog,
    table,
  });

/** Resolves once `enough` says so of the frames so far. */
function framesUntil(
  source: Camera,
  enough: (frames: readonly CameraFrame[]) => boolean,
): Promise<CameraFrame[]> {
  return new Promise((resolve) => {
    const frames: CameraFrame[] = [];
    source.onFrame((frame) => {
      frames.push(frame);
      if (enough(frames)) resolve(frames);
    });
  });
}

withFfmpeg('every picture of a file, whole, counted and in time', async () => {
  await using source = camera({ kind: 'file', path: video, loop: false });
  const coming = framesUntil(source, (frames) => frames.length === frameCount);
  source.start();
  const frames = await coming;
  expect(frames.map((frame) => frame.seq)).toEqual(Array.from({ length: frameCount }, (_, i) => i));
  const times = frames.map((frame) => frame.capturedAtMs);
  expect(times).toEqual([...times].sort((a, b) => a - b));
  const { width, height } = await sharp(must(frames[5]).jpeg).metadata();
  expect([width, height]).toEqual([64, 48]);
  expect(source.health()).toMatchObject({ frames: frameCount, restarts: 0, droppedBytes: 0 });
  expect(source.health().lastFrameAtMs).toBe(times.at(-1));
});

withFfmpeg('a killed source comes back and counts on', async () => {
  await using source = camera({ kind: 'file', path: video, loop: true });
  const running = framesUntil(source, (frames) => frames.length === 3);
  source.start();
  await running;
  const before = source.health().frames;
  const again = framesUntil(source, () => source.health().restarts === 1);
  process.kill(must(table.list()[0]).pid, 'SIGKILL');
  const frames = await again;
  expect(must(frames.at(-1)).seq).toBeGreaterThanOrEqual(before);
  expect(source.health().state).toBe('streaming');
});

withFfmpeg('a source that is not there waits for the next try and says why', async () => {
  await using source = camera({ kind: 'file', path: join(folder, 'absent.avi'), loop: true });
  source.start();
  await expect.poll(() => source.health().state).toBe('waiting');
  expect(source.health().lastWords).toContain('No such file');
  expect(source.health().lastFrameAtMs).toBeNull();
});

withFfmpeg('a program that is not there is a source that is not there', async () => {
  await using source = camera({ kind: 'rtsp', url: 'rtsp://127.0.0.1:1/x' }, join(folder, 'none'));
  source.start();
  await expect.poll(() => source.health().state).toBe('waiting');
  expect(source.health().lastWords).toContain('ENOENT');
  expect(table.list()).toEqual([]);
});

withFfmpeg('disposal ends the process', async () => {
  {
    await using source = camera({ kind: 'file', path: video, loop: true });
    const running = framesUntil(source, () => true);
    source.start();
    await running;
    expect(table.list()).toHaveLength(1);
  }
  expect(table.list()).toEqual([]);
});

withFfmpeg('a device is copied, not coded again', () => {
  const device = { kind: 'v4l2', device: '/dev/video2', widthPx: 640, heightPx: 480, rateHz: 30 };
  const args = ffmpegArgs(device as FfmpegSource).join(' ');
  expect(args).toContain('-input_format mjpeg -framerate 30 -video_size 640x480 -i /dev/video2');
  expect(args).toContain('-c copy -f mjpeg pipe:1');
});
