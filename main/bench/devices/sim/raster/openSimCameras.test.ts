/** Are the simulated cameras ordered, repeatable and bounded, and does freezing one repeat its bytes? */
import { expect, test } from 'vitest';
import { tee, teeScene } from '../../../../../test/lib/teeScene.ts';
import { silentLog } from '../../../../base/lib/log.ts';
import { BenchError } from '../../../../base/model/errors.ts';
import type { SceneSettings } from '../../../../base/model/scene.ts';
import { placeObject } from '../exam/stillLife.ts';
import {
  maxWaitingFrames,
  openSimCameras,
  type SimCameraFrame,
  type SimCameras,
} from './openSimCameras.ts';

const still = placeObject(tee, { xM: 0.2, yM: 0.05, yawRad: 1 });
const moved = placeObject(tee, { xM: 0.22, yM: -0.05, yawRad: 2 });

const open = (settings: SceneSettings = {}): SimCameras =>
  openSimCameras({ scene: teeScene, geoms: still.geoms, settings, seed: 1, log: silentLog });

/** Resolves with the next `count` frames. */
function collect(cameras: SimCameras, count: number): Promise<SimCameraFrame[]> {
  return new Promise((resolve) => {
    const frames: SimCameraFrame[] = [];
    const listening = cameras.onFrame((frame) => {
      frames.push(frame);
      if (frames.length < count) return;
      listening[Symbol.dispose]();
      resolve(frames);
    });
  });
}

const of = (frames: readonly SimCameraFrame[], role: string): SimCameraFrame[] =>
  frames.filter((frame) => frame.role === role);

test('frames come per camera in the order of the captures, as JPEG of the size asked for', async () => {
  await using cameras = open({ imageSize: '640x480' });
  expect(cameras.models.map((model) => [model.role, model.widthPx])).toEqual([
    ['overhead', 640],
    ['front', 640],
  ]);
  const coming = collect(cameras, 6);
  for (let tick = 0; tick < 3; tick++) {
    expect(cameras.capture(still.poses, tick, tick * 100)).toBe(2);
  }
  const frames = of(await coming, 'front');
  expect(frames.map(({ seq, tick, capturedAtMs }) => [seq, tick, capturedAtMs])).toEqual([
    [0, 0, 0],
    [1, 1, 100],
    [2, 2, 200],
  ]);
  for (const { jpeg } of frames) expect([...jpeg.subarray(0, 2)]).toEqual([0xff, 0xd8]);
});

test('a trial drawn again after other frames has the same bytes', async () => {
  await using cameras = open();
  const trial = async (): Promise<Uint8Array[]> => {
    const coming = collect(cameras, 4);
    cameras.capture(still.poses, 0, 0);
    cameras.capture(moved.poses, 1, 100);
    const frames = await coming;
    return [...of(frames, 'overhead'), ...of(frames, 'front')].map((frame) => frame.jpeg);
  };
  cameras.reseed(7, 3);
  const first = await trial();
  const other = await trial();
  cameras.reseed(7, 3);
  expect(await trial()).toEqual(first);
  expect(other).not.toEqual(first);
});

test('a frozen camera repeats its last frame; the other goes on', async () => {
  await using cameras = open();
  const coming = collect(cameras, 6);
  cameras.capture(still.poses, 0, 0);
  cameras.freeze('overhead', true);
  cameras.capture(moved.poses, 1, 100);
  cameras.freeze('overhead', false);
  cameras.capture(moved.poses, 2, 200);
  const frames = await coming;
  const overhead = of(frames, 'overhead');
  expect(overhead.map(({ seq, capturedAtMs }) => [seq, capturedAtMs])).toEqual([
    [0, 0],
    [0, 0],
    [1, 200],
  ]);
  expect(overhead[1]?.jpeg).toEqual(overhead[0]?.jpeg);
  expect(overhead[2]?.jpeg).not.toEqual(overhead[0]?.jpeg);
  expect(of(frames, 'front').map((frame) => frame.seq)).toEqual([0, 1, 2]);
  expect(() => cameras.freeze('side', true)).toThrow(BenchError);
});

test('captures that find the queue full are dropped and not promised', async () => {
  await using cameras = open();
  const promised = Array.from({ length: maxWaitingFrames + 3 }, (_, tick) =>
    cameras.capture(still.poses, tick, tick),
  );
  expect(promised.slice(0, maxWaitingFrames)).toEqual(Array(maxWaitingFrames).fill(2));
  expect(promised.slice(maxWaitingFrames)).toEqual([0, 0, 0]);
  expect(await collect(cameras, 2 * maxWaitingFrames)).toHaveLength(2 * maxWaitingFrames);
});

test('new settings are drawn from the next capture on', async () => {
  await using cameras = open({ sensorNoise: 0 });
  const coming = collect(cameras, 4);
  cameras.capture(still.poses, 0, 0);
  cameras.set({ sensorNoise: 0, light: 0.5 });
  cameras.capture(still.poses, 1, 100);
  const [bright, dim] = of(await coming, 'front');
  expect(dim?.jpeg).not.toEqual(bright?.jpeg);
});
