/**
 * Nets on this machine: steps of training of a judge's small net, and judging one pair of stored pictures with two of them,
 * decoding included. One thread; the pictures are drawn by the simulated bench.
 */
import { must } from '../../main/base/lib/assert.ts';
import { createRng } from '../../main/base/lib/rng.ts';
import { openWorld } from '../../main/bench/devices/sim/physics/world.ts';
import { encodeJpeg } from '../../main/bench/devices/sim/raster/cameraWorker.ts';
import { pictureInputOf } from '../../main/bench/devices/sim/raster/openSimCameras.ts';
import { createPictureRenderer } from '../../main/bench/devices/sim/raster/pictureRenderer.ts';
import { snapshotStride } from '../../main/bench/devices/sim/snapshot.ts';
import { featureCount, writeNetFile, writeNetLoss } from '../../main/environment/author/netBody.ts';
import { openTrainer } from '../../main/environment/nn/trainer.ts';
import { createWeightBook } from '../../main/environment/nn/weights.ts';
import { loadNet } from '../../main/environment/sdk/net.ts';
import { type NetView, openNetView } from '../../main/environment/sdk/netView.ts';
import { decodePicture } from '../../main/environment/sdk/picture.ts';
import { createSceneReference } from '../../main/environment/sdk/registerScene.ts';
import { scene } from '../../tasks/push-t/scene/scene.ts';
import type { Figure, Measurement, PerfPorts } from './figure.ts';

const steps = 120;
const pairs = 1000;
const count = 24;
const patchPx = 56;

async function stepTimes({ clock }: PerfPorts): Promise<number[]> {
  const rng = createRng(1);
  const patch = Float32Array.from({ length: count * 3 * patchPx ** 2 }, () => rng.normal());
  const target = Float32Array.from({ length: count }, (_, i) => i % 2);
  const weight = new Float32Array(count).fill(1);
  await using trainer = await openTrainer({
    weights: createWeightBook(rng),
    inputs: { patch: [count, 3, patchPx, patchPx], target: [count, 1], weight: [count, 1] },
    adam: { rate: 1e-3 },
    loss: writeNetLoss,
  });
  const times: number[] = [];
  for (let i = 0; i < steps; i++) {
    const startMs = clock.nowMs();
    await trainer.step({ patch, target, weight });
    times.push(clock.nowMs() - startMs);
  }
  return times;
}

/** A view with a net of drawn weights: what it says means nothing, what it costs does. */
async function viewOf(jpeg: Uint8Array): Promise<NetView> {
  const picture = await decodePicture(jpeg);
  const looks = Array.from({ length: 100 }, (_, i) => new Array<number>(featureCount).fill(i));
  const model = {
    ...{ widthPx: picture.width, heightPx: picture.height, patchPx },
    box: { leftPx: 120, topPx: 80, sidePx: 70 },
    ...{ middle: [100, 100, 100], spread: [40, 40, 40] },
    known: {
      scale: new Array<number>(featureCount).fill(1),
      ...{ success: looks, failure: looks, farthestSuccess: 1, farthestFailure: 1 },
    },
    unsure: [0.5, 0.5] as [number, number],
  };
  const net = await loadNet(writeNetFile(createWeightBook(createRng(2)), patchPx));
  return openNetView({ model, reference: createSceneReference(picture), net });
}

async function pairTimes({ clock }: PerfPorts): Promise<number[]> {
  using world = await openWorld(scene);
  const { geoms } = world;
  const poses = new Float64Array(geoms.length * snapshotStride);
  world.snapshot(poses);
  const noise = createRng(1).fork('raster');
  const jpegs = await Promise.all(
    scene.cameras.map(async (camera) => {
      const { input } = pictureInputOf(scene, camera, geoms, { imageSize: '320x240' });
      const renderer = createPictureRenderer(input);
      const rgb = renderer.render(poses, noise);
      return Uint8Array.from(await encodeJpeg(rgb, renderer.widthPx, renderer.heightPx));
    }),
  );
  const views = await Promise.all(jpegs.map(viewOf));
  const times: number[] = [];
  for (let i = 0; i < pairs; i++) {
    const startMs = clock.nowMs();
    for (const [at, view] of views.entries()) {
      await view.look(await decodePicture(must(jpegs[at])));
    }
    times.push(clock.nowMs() - startMs);
  }
  for (const view of views) await view[Symbol.asyncDispose]();
  return times;
}

export const training: Figure = {
  name: 'training',
  what: [
    "One step of training a judge's net (24 patches of 56×56), and judging two stored pictures of 320×240",
    'with two nets, decoding and finding the scene included; one thread.',
  ].join(' '),
  lines: ['training-step', 'nets-judge-pair'],
  measure: async (ports): Promise<readonly Measurement[]> => [
    { name: 'training-step', unit: 'ms', values: await stepTimes(ports), baseline: null },
    { name: 'nets-judge-pair', unit: 'ms', values: await pairTimes(ports), baseline: null },
  ],
};
