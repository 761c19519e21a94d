/** Does the picture show the world where the published camera model says it is, the same bytes every time? */
import { expect, test } from 'vitest';
import { tee, teeScene } from '../../../../../test/lib/teeScene.ts';
import { must } from '../../../../base/lib/assert.ts';
import { createRng } from '../../../../base/lib/rng.ts';
import { pointAtHeight, projectPoint } from '../../../../base/model/pinhole.ts';
import type { SceneCamera, SceneObject, SceneSettings } from '../../../../base/model/scene.ts';
import { joinStills, placeObject } from '../exam/stillLife.ts';
import { cameraModelOf } from './cameraModelOf.ts';
import { imageSizeOf, pictureInputOf } from './openSimCameras.ts';
import { createPictureRenderer } from './pictureRenderer.ts';

const overhead = must(teeScene.cameras[0]);
const front = must(teeScene.cameras[1]);

function cube(halfM: number): SceneObject {
  const parts = [
    { kind: 'box', halfM: [halfM, halfM, halfM], atM: [0, 0, 0], rgb: [1, 1, 1] },
  ] as const;
  return { ...tee, name: 'cube', parts };
}

function draw(
  camera: SceneCamera,
  still: ReturnType<typeof placeObject>,
  settings: SceneSettings = { sensorNoise: 0 },
  stream = 'noise',
): Uint8Array {
  const { input } = pictureInputOf(teeScene, camera, still.geoms, settings);
  return createPictureRenderer(input).render(still.poses, createRng(1).fork(stream)).slice();
}

/** Where `b` is brighter: the mean pixel, weighted with the difference or, as a silhouette, evenly. */
function changed(a: Uint8Array, b: Uint8Array, widthPx: number, silhouette = false) {
  let weight = 0;
  let x = 0;
  let y = 0;
  for (let i = 0; i < a.length; i += 3) {
    const more = Math.max(0, must(b[i]) - must(a[i]));
    const d = silhouette ? Number(more > 4) : more;
    weight += d;
    x += d * (((i / 3) % widthPx) + 0.5);
    y += d * (Math.floor(i / 3 / widthPx) + 0.5);
  }
  return { xPx: x / weight, yPx: y / weight, weight };
}

test.each([
  ['overhead', overhead, '320x240'],
  ['overhead', overhead, '640x480'],
  ['front', front, '320x240'],
  ['front', front, '640x480'],
] as const)('%s draws small cubes where its model projects them', (_name, camera, imageSize) => {
  const settings = { sensorNoise: 0, imageSize };
  const model = cameraModelOf(camera, imageSizeOf(settings));
  const empty = draw(camera, joinStills(), settings);
  const rng = createRng(5);
  for (let i = 0; i < 5; i++) {
    const at = {
      xM: rng.between(0.13, 0.28),
      yM: rng.between(-0.09, 0.09),
      zM: rng.between(0.03, 0.1),
      yawRad: rng.between(0, 3),
    };
    const lit = draw(camera, placeObject(cube(0.004), at), settings);
    const seen = changed(empty, lit, model.widthPx, true);
    const expected = projectPoint(model, at.xM, at.yM, at.zM);
    expect(Math.abs(seen.xPx - expected.xPx)).toBeLessThan(0.25);
    expect(Math.abs(seen.yPx - expected.yPx)).toBeLessThan(0.25);
  }
});

test('seen from above, a plate covers exactly its area and is centred to a twentieth of a pixel', () => {
  const model = cameraModelOf(overhead, imageSizeOf({}));
  const plate: SceneObject = {
    ...tee,
    parts: [{ kind: 'box', halfM: [0.02, 0.02, 0.0001], atM: [0, 0, 0], rgb: [1, 1, 1] }],
  };
  const scene = { ...teeScene, tableRgb: [0, 0, 0] as const, decals: [] };
  const render = (still: ReturnType<typeof placeObject>) => {
    const { input } = pictureInputOf(scene, overhead, still.geoms, { sensorNoise: 0, light: 0.5 });
    return createPictureRenderer(input).render(still.poses, createRng(1)).slice();
  };
  const empty = render(joinStills());
  const rng = createRng(9);
  for (let i = 0; i < 10; i++) {
    const yawRad = rng.between(0.1, 1.4);
    const at = { xM: 0.2 + rng.between(-0.02, 0.02), yM: rng.between(-0.02, 0.02), yawRad };
    const lit = render(placeObject(plate, at));
    const seen = changed(empty, lit, model.widthPx);
    const expected = projectPoint(model, at.xM, at.yM, 0.0001);
    expect(Math.hypot(seen.xPx - expected.xPx, seen.yPx - expected.yPx)).toBeLessThan(0.05);
    const brightest = lit.reduce((most, value) => Math.max(most, value), 0);
    const areaM2 = (seen.weight / brightest) * (expected.depthM / model.focalPx) ** 2;
    expect(areaM2 / 0.0016).toBeCloseTo(1, 1.9);
  }
});

test('back-projection undoes projection', () => {
  const model = cameraModelOf(front, imageSizeOf({}));
  const { xPx, yPx } = projectPoint(model, 0.21, -0.03, 0.02);
  const back = must(pointAtHeight(model, xPx, yPx, 0.02));
  expect(back.xM).toBeCloseTo(0.21, 9);
  expect(back.yM).toBeCloseTo(-0.03, 9);
  expect(pointAtHeight(model, model.centreXPx, -4000, 0)).toBeNull();
});

test('the same stream gives the same bytes, also after other frames were drawn', () => {
  const a = placeObject(tee, { xM: 0.2, yM: 0.05, yawRad: 1 });
  const b = placeObject(tee, { xM: 0.22, yM: -0.05, yawRad: 2 });
  const { input } = pictureInputOf(teeScene, front, a.geoms, {});
  const renderer = createPictureRenderer(input);
  const once = renderer.render(a.poses, createRng(4)).slice();
  renderer.render(b.poses, createRng(5));
  expect(renderer.render(a.poses, createRng(4))).toEqual(once);
  expect(renderer.render(a.poses, createRng(6))).not.toEqual(once);
});

test('noise has the spread that was asked for and no bias', () => {
  const still = joinStills();
  const plain = draw(overhead, still);
  const noisy = draw(overhead, still, { sensorNoise: 3 });
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < plain.length; i++) {
    const d = must(noisy[i]) - must(plain[i]);
    sum += d;
    squares += d * d;
  }
  expect(Math.abs(sum / plain.length)).toBeLessThan(0.05);
  expect(Math.sqrt(squares / plain.length)).toBeGreaterThan(2.8);
  expect(Math.sqrt(squares / plain.length)).toBeLessThan(3.2);
});

test('light, colours, distractors and a shifted camera change the picture as named', () => {
  const still = placeObject(tee, { xM: 0.2, yM: 0.05, yawRad: 1 });
  const mean = (picture: Uint8Array, channel: number): number => {
    let sum = 0;
    for (let i = channel; i < picture.length; i += 3) sum += must(picture[i]);
    return (3 * sum) / picture.length;
  };
  const plain = draw(overhead, still);
  const dim = draw(overhead, still, { sensorNoise: 0, light: 0.6 });
  expect(mean(dim, 1) / mean(plain, 1)).toBeCloseTo(0.6, 2);
  const blue = draw(overhead, still, { sensorNoise: 0, colours: { tee: [0.1, 0.1, 0.9] } });
  expect(mean(blue, 2)).toBeGreaterThan(mean(plain, 2) + 1);
  const shift = draw(overhead, still, { sensorNoise: 0, cameraShiftM: { overhead: [0.01, 0, 0] } });
  expect(shift).not.toEqual(plain);
  const { input, fixedPoses } = pictureInputOf(teeScene, overhead, still.geoms, { distractors: 4 });
  expect(input.geoms.length).toBe(still.geoms.length + 4);
  expect(fixedPoses.length).toBe(4 * 12);
});
