/**
 * Pictures of a composed exam scene: drawn once without noise, then as many looks at it as are wanted, each with a noise of
 * its own. The streams decide all of it, so equal scenes give equal bytes.
 */
import { must } from '../../../../base/lib/assert.ts';
import type { Rng } from '../../../../base/lib/rng.ts';
import type { SceneDef } from '../../../../base/model/scene.ts';
import { encodeJpeg } from '../raster/cameraWorker.ts';
import { defaultNoiseSigma, pictureInputOf } from '../raster/openSimCameras.ts';
import { createPictureRenderer } from '../raster/pictureRenderer.ts';
import { addSensorNoise } from '../raster/sensorNoise.ts';
import { type ComposedExam, examImage } from './composeExam.ts';

const { widthPx, heightPx } = examImage;

function castOver(rgb: Uint8Array, cast: readonly [number, number, number]): void {
  if (cast.every((factor) => factor === 1)) return;
  for (let i = 0; i < rgb.length; i++) {
    rgb[i] = Math.min(255, Math.round((rgb[i] as number) * (cast[i % 3] as number)));
  }
}

/** What a shutter that was open all the while gets to see. */
function meanOf(pictures: readonly Uint8Array[]): Uint8Array {
  const first = must(pictures[0]);
  if (pictures.length === 1) return first;
  const mean = new Uint8Array(first.length);
  for (let i = 0; i < mean.length; i++) {
    let sum = 0;
    for (const picture of pictures) sum += picture[i] as number;
    mean[i] = Math.round(sum / pictures.length);
  }
  return mean;
}

/** What the camera at `index` gets to see, without noise: height × width × 3. */
export function exposeExam(
  scene: SceneDef,
  composed: ComposedExam,
  index: number,
  quiet: Rng,
): Uint8Array {
  const { moments, decals, light, cast } = composed;
  const painted = { ...scene, decals: [...scene.decals, ...decals] };
  const { geoms } = must(moments[0]);
  const settings = { light, sensorNoise: 0 };
  const { input } = pictureInputOf(painted, must(scene.cameras[index]), geoms, settings);
  const renderer = createPictureRenderer({ ...input, camera: must(composed.cameras[index]) });
  const rgb = meanOf(moments.map(({ poses }) => renderer.render(poses, quiet).slice()));
  castOver(rgb, cast);
  return rgb;
}

/** One look at what was exposed, as the camera sends it. */
export async function lookAt(exposed: Uint8Array, noise: Rng): Promise<Uint8Array> {
  const rgb = exposed.slice();
  addSensorNoise(rgb, widthPx * 3, defaultNoiseSigma, noise);
  return await encodeJpeg(rgb, widthPx, heightPx);
}
