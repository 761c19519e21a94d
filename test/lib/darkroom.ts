/**
 * Pictures of the simulated world without camera threads: `capture` keeps the poses of a moment, `develop` draws and
 * encodes them as the cameras would, only when somebody really looks. Seeded; equal moments give equal bytes.
 */
import { must } from '../../main/base/lib/assert.ts';
import { createRng } from '../../main/base/lib/rng.ts';
import type { CameraFrame, CameraModel } from '../../main/base/model/camera.ts';
import type { SceneDef } from '../../main/base/model/scene.ts';
import type { World } from '../../main/bench/devices/sim/physics/world.ts';
import { cameraModelOf } from '../../main/bench/devices/sim/raster/cameraModelOf.ts';
import { encodeJpeg } from '../../main/bench/devices/sim/raster/cameraWorker.ts';
import { pictureInputOf } from '../../main/bench/devices/sim/raster/openSimCameras.ts';
import { createPictureRenderer } from '../../main/bench/devices/sim/raster/pictureRenderer.ts';
import { snapshotStride } from '../../main/bench/devices/sim/snapshot.ts';

const size = { widthPx: 320, heightPx: 240 };

export interface Darkroom {
  readonly cameras: readonly CameraModel[];
  /** Undeveloped frames of now: their `jpeg` is empty. */
  capture(atMs: number): readonly CameraFrame[];
  /** The same frames with their bytes. Frames of another darkroom are a mistake. */
  develop(frames: readonly CameraFrame[]): Promise<CameraFrame[]>;
}

export function createDarkroom(scene: SceneDef, world: World, seed: number): Darkroom {
  const { geoms } = world;
  const renderers = scene.cameras.map((camera) =>
    createPictureRenderer(pictureInputOf(scene, camera, geoms, {}).input),
  );
  const poses = new WeakMap<CameraFrame, Float64Array>();
  return {
    cameras: scene.cameras.map((camera) => cameraModelOf(camera, size)),
    capture(atMs) {
      const now = new Float64Array(geoms.length * snapshotStride);
      world.snapshot(now);
      return scene.cameras.map(({ role }) => {
        const jpeg = new Uint8Array(0);
        const frame = { role, seq: Math.round(atMs), capturedAtMs: atMs, jpeg };
        poses.set(frame, now);
        return frame;
      });
    },
    develop: (frames) =>
      Promise.all(
        frames.map(async (frame) => {
          const index = scene.cameras.findIndex((camera) => camera.role === frame.role);
          const rng = createRng(seed).fork(`${frame.role}/${frame.seq}`);
          const rgb = must(renderers[index]).render(must(poses.get(frame)), rng);
          const jpeg = await encodeJpeg(rgb.slice(), size.widthPx, size.heightPx);
          return { ...frame, jpeg };
        }),
      ),
  };
}
