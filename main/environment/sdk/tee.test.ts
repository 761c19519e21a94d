/**
 * How well is a T located in drawn and encoded pictures whose truth is known? The bounds are a few times the measured
 * figures (tasks/push-t/judge/README.md), far inside what the judge needs.
 */
import { beforeAll, expect, test } from 'vitest';
import { photograph } from '../../../test/lib/judgeExam.ts';
import { tee, teeScene } from '../../../test/lib/teeScene.ts';
import { must } from '../../base/lib/assert.ts';
import { createRng } from '../../base/lib/rng.ts';
import type { SceneSettings } from '../../base/model/scene.ts';
import { joinStills, type Placed, placeObject } from '../../bench/devices/sim/exam/stillLife.ts';
import { fuseViews } from './fuseViews.ts';
import type { BlockView } from './locateBlock.ts';
import { decodePicture } from './picture.ts';
import { wrapRad } from './pose.ts';
import { locateTee, type TeeModel } from './tee.ts';

const model: TeeModel = {
  barLengthM: 0.08,
  barWidthM: 0.02,
  stemLengthM: 0.06,
  stemWidthM: 0.02,
  heightM: 0.02,
  knobSideM: 0.014,
  knobTopM: 0.042,
  rgb: [0.75, 0.17, 0.13],
};

const rng = createRng(17);

async function look(still: ReturnType<typeof placeObject>, settings: SceneSettings = {}) {
  const { frames, cameras } = await photograph(teeScene, { still, settings }, rng, 0);
  return Promise.all(
    frames.map(async (frame, i) =>
      locateTee(await decodePicture(frame.jpeg), must(cameras[i]), { model }),
    ),
  );
}

const errorOf = ({ pose }: Pick<BlockView, 'pose'>, at: Placed) => ({
  mm: 1000 * Math.hypot(pose.xM - at.xM, pose.yM - at.yM),
  degrees: (Math.abs(wrapRad(pose.yawRad - at.yawRad)) * 180) / Math.PI,
});

const anywhere = (): Placed => ({
  xM: rng.between(0.165, 0.245),
  yM: rng.between(-0.07, 0.07),
  yawRad: rng.between(-Math.PI, Math.PI),
});

beforeAll(() => look(placeObject(tee, anywhere())));

test.each([
  ['by default', {}],
  ['in dim light', { light: 0.6, sensorNoise: 3 }],
  ['in bright light', { light: 1.4, sensorNoise: 3 }],
  ['in large pictures', { imageSize: '640x480' }],
  ['a darker T', { colours: { tee: [0.5, 0.1, 0.12] } }],
] as const)(
  'any pose, %s: every view within 0.6 mm and 0.7°, fused within 0.3 mm',
  async (_, settings) => {
    for (let i = 0; i < 5; i++) {
      const at = anywhere();
      const views = await look(placeObject(tee, at), settings);
      for (const view of views) {
        expect(must(view).flags).toEqual([]);
        expect(errorOf(must(view), at).mm).toBeLessThan(0.6);
        expect(errorOf(must(view), at).degrees).toBeLessThan(0.7);
      }
      const fused = must(fuseViews(views.map((view) => must(view))));
      expect(errorOf(fused, at).mm).toBeLessThan(0.3);
      expect(fused.spreadM).toBeLessThan(0.0006);
    }
  },
);

test('a T that is not there is null, one out of the picture too', async () => {
  expect(await look(joinStills())).toEqual([null, null]);
  const [overhead] = await look(placeObject(tee, { xM: 0.2, yM: 0.5, yawRad: 0 }));
  expect(overhead).toBeNull();
});

test('a T half under something is flagged; one in the air or upside down does not pass for one that lies', async () => {
  const lid = {
    ...tee,
    name: 'lid',
    parts: tee.parts.map((part) => ({ ...part, rgb: [0.5, 0.5, 0.5] as const })),
  };
  const under = { xM: 0.2, yM: 0.01, yawRad: 0.4 };
  const covered = joinStills(
    placeObject(tee, under),
    placeObject(lid, { xM: 0.21, yM: 0.03, zM: 0.09, yawRad: 1.5 }),
  );
  const [hidden] = await look(covered);
  expect(hidden?.flags ?? ['null']).not.toEqual([]);
  const [above, front] = await look(placeObject(tee, { xM: 0.2, yM: 0, zM: 0.01, yawRad: 0.2 }));
  const apart = Math.hypot(
    must(above).pose.xM - must(front).pose.xM,
    must(above).pose.yM - must(front).pose.yM,
  );
  expect(apart).toBeGreaterThan(0.004);
  const turned = await look(
    placeObject(tee, { xM: 0.2, yM: 0, zM: 0.042, yawRad: 0.2, tiltRad: Math.PI }),
  );
  expect(turned.some((view) => view === null || view.flags.length > 0)).toBe(true);
});

test('another T is a rival, a red ball is not', async () => {
  const at = { xM: 0.19, yM: -0.04, yawRad: 0.3 };
  const two = await look(
    joinStills(placeObject(tee, at), placeObject(tee, { xM: 0.22, yM: 0.08, yawRad: 2 })),
  );
  expect(must(two[0]).flags).toContain('two-candidates');
  const ball = {
    ...tee,
    parts: [
      {
        kind: 'cylinder',
        radiusM: 0.022,
        halfHeightM: 0.01,
        atM: [0, 0, 0.01],
        rgb: [0.75, 0.17, 0.13],
      },
    ] as const,
  };
  const one = await look(
    joinStills(placeObject(tee, at), placeObject(ball, { xM: 0.22, yM: 0.08, yawRad: 2 })),
  );
  expect(must(one[0]).flags).toEqual([]);
  expect(errorOf(must(one[0]), at).mm).toBeLessThan(0.6);
});
