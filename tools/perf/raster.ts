/** How long the simulated bench takes to draw and encode what one camera sees, at both picture sizes. One thread. */
import { createRng } from '../../main/base/lib/rng.ts';
import type { SceneSettings } from '../../main/base/model/scene.ts';
import { openWorld } from '../../main/bench/devices/sim/physics/world.ts';
import { encodeJpeg } from '../../main/bench/devices/sim/raster/cameraWorker.ts';
import { pictureInputOf } from '../../main/bench/devices/sim/raster/openSimCameras.ts';
import { createPictureRenderer } from '../../main/bench/devices/sim/raster/pictureRenderer.ts';
import { snapshotStride } from '../../main/bench/devices/sim/snapshot.ts';
import { scene } from '../../tasks/push-t/scene/scene.ts';
import type { Figure, Measurement, PerfPorts } from './figure.ts';

const pictures = 150;

async function measureSize(
  { clock }: PerfPorts,
  imageSize: NonNullable<SceneSettings['imageSize']>,
): Promise<readonly Measurement[]> {
  using world = await openWorld(scene);
  const { geoms } = world;
  const poses = new Float64Array(geoms.length * snapshotStride);
  world.snapshot(poses);
  const noise = createRng(1).fork('raster');
  const drawMs: number[] = [];
  const encodeMs: number[] = [];
  for (const camera of scene.cameras) {
    const { input } = pictureInputOf(scene, camera, geoms, { imageSize });
    const renderer = createPictureRenderer(input);
    for (let i = 0; i < pictures; i++) {
      const startMs = clock.nowMs();
      const rgb = renderer.render(poses, noise);
      const drawnMs = clock.nowMs();
      await encodeJpeg(rgb, renderer.widthPx, renderer.heightPx);
      drawMs.push(drawnMs - startMs);
      encodeMs.push(clock.nowMs() - drawnMs);
    }
  }
  return [
    { name: `raster-${imageSize}`, unit: 'ms', values: drawMs, baseline: null },
    { name: `jpeg-${imageSize}`, unit: 'ms', values: encodeMs, baseline: null },
  ];
}

export const raster: Figure = {
  name: 'raster',
  what: 'Drawing one camera picture of Push-T with 2×2 cells per pixel and noise, and its JPEG; one picture.',
  lines: ['320x240', '640x480'].flatMap((size) => [`raster-${size}`, `jpeg-${size}`]),
  measure: async (ports) => [
    ...(await measureSize(ports, '320x240')),
    ...(await measureSize(ports, '640x480')),
  ],
};
