/** Foresight and what it rests on: the model of a push, the choice among many, what a trial teaches. No simulator. */
import type { PlanarPose } from 'nightbench/sdk/program.ts';
import { describe, expect, test } from 'vitest';
import { choosePushes, leftM } from './choosePush.ts';
import { createMemory } from './memory.ts';
import { isContent, planPushes, pushSettingsOf, yawErrorRad } from './planPush.ts';
import { type PushModel, predictPush } from './pushModel.ts';
import { type Settings, settings } from './settings.ts';

const goal = { xM: 0.205, yM: 0, yawRad: 0 };
const model: PushModel = { turningM: 0.028, noseGrip: 0.3 };
const foreseeing: Settings = { ...settings, foresight: true, pushMm: 40, doneMm: 4 };
const rules = pushSettingsOf(foreseeing);
const poses: readonly PlanarPose[] = Array.from({ length: 6 }, (_, k) => ({
  xM: 0.175 + 0.06 * ((k * 0.618) % 1),
  yM: -0.06 + 0.12 * ((k * 0.414) % 1),
  yawRad: -Math.PI + ((k * 2.399) % (2 * Math.PI)),
}));

describe('the settings as they came', () => {
  test('are version 0', () => {
    expect(pushSettingsOf(settings)).toEqual({
      ...{ doneM: 0.0055, doneRad: (8 * Math.PI) / 180, turnAboveRad: (20 * Math.PI) / 180 },
      ...{ pushM: 0.015, pushShare: 0, leastPushM: 0.003, approachM: 0.016, turnAtM: 0.03 },
    });
    expect(settings).toMatchObject({ pushesPerAttempt: 4, pushMmPerS: 80, looks: 1 });
    const { bothCameras, foresight, learning, otherSides, tightenMm } = settings;
    expect([bothCameras, foresight, learning, otherSides, tightenMm]).toEqual([
      ...[false, false, false, false, 0],
    ]);
  });

  test('a share of what is left makes the last pushes short, and no push longer', () => {
    const shared = pushSettingsOf({ ...settings, pushShare: 0.5 });
    const lengthM = (pose: PlanarPose): number => {
      const [push] = planPushes(pose, goal, shared);
      const [whole] = planPushes(pose, goal, pushSettingsOf(settings));
      if (push === undefined || whole === undefined) throw new Error('no push');
      return 0.015 - Math.hypot(whole.to.xM - push.to.xM, whole.to.yM - push.to.yM);
    };
    expect(lengthM({ xM: 0.165, yM: 0, yawRad: 0 })).toBeCloseTo(0.015, 9);
    expect(lengthM({ xM: 0.195, yM: 0, yawRad: 0 })).toBeCloseTo(0.005, 9);
    expect(lengthM({ xM: 0.2, yM: 0, yawRad: 0.3 })).toBeCloseTo(0.0045, 9);
    expect(lengthM({ xM: 0.2, yM: 0, yawRad: 0.15 })).toBeCloseTo(0.003, 9);
  });
});

describe('the model of a push', () => {
  const at = (pose: PlanarPose, xM: number, yM: number) => ({
    xM: pose.xM + xM,
    yM: pose.yM + yM,
  });
  const flat: PlanarPose = { xM: 0.2, yM: 0, yawRad: 0 };

  test('moves the T straight when the push goes through the middle of a face and the centroid', () => {
    const push = { from: at(flat, -0.06, 0), to: at(flat, -0.02, 0) };
    const after = predictPush(flat, push, model);
    // The nose, 6 mm, meets the back of the bar at −27.1 mm and goes on by 13.1 mm.
    expect(after.xM - flat.xM).toBeCloseTo(0.0131, 3);
    expect(after.yM).toBeCloseTo(0, 6);
    expect(after.yawRad).toBeCloseTo(0, 6);
  });

  test('turns it when the push goes beside the centroid, mirrored on the other side', () => {
    const beside = (yM: number) =>
      predictPush(flat, { from: at(flat, -0.06, yM), to: at(flat, -0.02, yM) }, model);
    expect(beside(0.03).yawRad).toBeLessThan(-0.1);
    expect(beside(-0.03).yawRad).toBeCloseTo(-beside(0.03).yawRad, 6);
    expect(beside(-0.03).yM).toBeCloseTo(-beside(0.03).yM, 6);
  });

  test('leaves it alone when the nose does not reach it', () => {
    const push = { from: at(flat, -0.1, 0), to: at(flat, -0.05, 0) };
    expect(predictPush(flat, push, model)).toEqual(flat);
  });
});

describe('the choice', () => {
  test('is what leaves least, with where it leads, and nothing where nothing is missing', () => {
    for (const pose of poses) {
      const plans = choosePushes(pose, goal, rules, { model, turnWeightM: 0.03 });
      const left = plans.map(({ after }) => leftM(after as PlanarPose, goal, 0.03));
      expect(left).toEqual([...left].sort((a, b) => a - b));
      expect(left[0]).toBeLessThan(leftM(pose, goal, 0.03));
    }
    expect(choosePushes(goal, goal, rules, { model, turnWeightM: 0.03 })).toEqual([]);
  });

  test('brings the T home in a world that is not as the model says', () => {
    const world: PushModel = { turningM: 0.034, noseGrip: 0.45 };
    const needed = poses.map((start) => {
      let pose = start;
      for (let pushes = 0; pushes < 20; pushes++) {
        if (isContent(pose, goal, rules)) return pushes;
        const [push] = choosePushes(pose, goal, rules, { model, turnWeightM: 0.03 });
        if (push === undefined) return 99;
        pose = predictPush(pose, push, world);
      }
      return 99;
    });
    expect(Math.max(...needed)).toBeLessThan(16);
  });
});

describe('what a trial teaches', () => {
  test('is how hard the T is to turn, and gone with the trial', () => {
    const world: PushModel = { turningM: 0.045, noseGrip: 0.3 };
    const memory = createMemory({ ...foreseeing, learning: true });
    const wrongRad = (): number =>
      poses.reduce((sum, pose) => {
        const [push] = choosePushes(pose, goal, rules, { model, turnWeightM: 0.03 });
        if (push === undefined) return sum;
        const said = predictPush(pose, push, memory.model());
        return sum + Math.abs(yawErrorRad(said, predictPush(pose, push, world)));
      }, 0);
    const before = wrongRad();
    for (const pose of poses.slice(0, 4)) {
      const [push] = choosePushes(pose, goal, rules, { model, turnWeightM: 0.03 });
      if (push === undefined) continue;
      memory.pushed(pose, push);
      memory.saw(predictPush(pose, push, world));
    }
    expect(wrongRad()).toBeLessThan(0.5 * before);
    expect(createMemory({ ...foreseeing, learning: true }).model()).toEqual(model);
  });

  test('is to want more when the judge wanted more, but not more than the eye can tell', () => {
    const memory = createMemory({ ...settings, tightenMm: 2 });
    const after: number[] = [];
    for (let attempt = 0; attempt < 4; attempt++) {
      memory.begins();
      after.push(memory.tightenedM());
      memory.wasContent();
    }
    expect(after.map((m) => Number((1000 * m).toFixed(3)))).toEqual([0, 2, 4, 4]);
  });
});
