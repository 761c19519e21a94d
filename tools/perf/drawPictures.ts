/** What the simulated bench's cameras see of Push-T while the arm swings, as JPEGs, drawn ahead of a measurement. */
import { simulatedCalibration, so101 } from '../../main/base/arm/so101.ts';
import { must } from '../../main/base/lib/assert.ts';
import { createRng } from '../../main/base/lib/rng.ts';
import type { SceneSettings } from '../../main/base/model/scene.ts';
import { cradleRad, openWorld, type World } from '../../main/bench/devices/sim/physics/world.ts';
import { encodeJpeg } from '../../main/bench/devices/sim/raster/cameraWorker.ts';
import { pictureInputOf } from '../../main/bench/devices/sim/raster/openSimCameras.ts';
import { createPictureRenderer } from '../../main/bench/devices/sim/raster/pictureRenderer.ts';
import { snapshotStride } from '../../main/bench/devices/sim/snapshot.ts';
import { scene } from '../../tasks/push-t/scene/scene.ts';

const periodMs = 20;
const ticksPerPicture = 2;

/** Sends the arm to where it is at `tick` of a swing of four seconds over the table. */
export function swingArm({ servos }: World, tick: number): void {
  const swing = 0.6 * Math.sin((2 * Math.PI * tick) / 200);
  servos.forEach((servo, joint) => {
    const { zeroCounts } = must(simulatedCalibration[joint]);
    const goalRad = must(cradleRad[joint]) + (joint < 2 ? swing : 0);
    servo.setGoalCounts(zeroCounts + Math.round((goalRad * so101.countsPerTurn) / (2 * Math.PI)));
  });
}

/** One film of `count` pictures per camera of the scene. */
export async function drawPictures(
  imageSize: NonNullable<SceneSettings['imageSize']>,
  count: number,
): Promise<readonly (readonly Uint8Array[])[]> {
  using world = await openWorld(scene);
  for (const servo of world.servos) servo.setTorque(true);
  const poses = new Float64Array(world.geoms.length * snapshotStride);
  const noise = createRng(1).fork('pictures');
  const renderers = scene.cameras.map((camera) =>
    createPictureRenderer(pictureInputOf(scene, camera, world.geoms, { imageSize }).input),
  );
  const films: Uint8Array[][] = scene.cameras.map(() => []);
  for (let tick = 1; tick <= count * ticksPerPicture; tick++) {
    swingArm(world, tick);
    world.step(tick * periodMs);
    if (tick % ticksPerPicture !== 0) continue;
    world.snapshot(poses);
    for (const [i, renderer] of renderers.entries()) {
      const rgb = renderer.render(poses, noise);
      must(films[i]).push(await encodeJpeg(rgb, renderer.widthPx, renderer.heightPx));
    }
  }
  return films;
}
