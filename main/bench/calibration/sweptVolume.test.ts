/** An envelope from where the arm was: as wide as it was taught, never wider than the arm. */
import { expect, it } from 'vitest';
import { inverseKinematics } from '../../base/arm/kinematics.ts';
import { simulatedCalibration } from '../../base/arm/so101.ts';
import { must } from '../../base/lib/assert.ts';
import { simulatedBenchEnvelope as bench, editedEnvelope } from '../benchEnvelope.ts';
import { createSweptVolume } from './sweptVolume.ts';

const at = (xM: number, yM: number, zM: number): readonly number[] =>
  must(inverseKinematics({ xM, yM, zM }, { rollRad: 0 }));

function swept(poses: readonly (readonly number[])[]) {
  const volume = createSweptVolume();
  for (const pose of poses) volume.feed(pose);
  return volume;
}

const corners = [at(0.16, -0.1, 0.02), at(0.26, 0.1, 0.02), at(0.2, 0, 0.1)];

it('is the box of the tip and the range of each moved joint, grown by the margin', () => {
  const volume = swept(corners);
  const { workspaceM, jointsRad, floorM } = volume.edit(0.01, bench, simulatedCalibration);
  expect(workspaceM.x.min).toBeCloseTo(0.15, 3);
  expect(workspaceM.x.max).toBeCloseTo(0.27, 3);
  expect(workspaceM.y.min).toBeCloseTo(-0.11, 3);
  expect(workspaceM.z.max).toBeCloseTo(0.11, 3);
  expect(floorM).toBe(bench.floorM);
  const pan = must(volume.view.jointsRad[0]);
  expect(must(jointsRad[0]).min).toBeLessThan(pan.min);
  expect(must(jointsRad[0]).min).toBeGreaterThan(pan.min - 0.1);
  expect(volume.view.rows).toBe(3);
  // The jaw was not moved, so it was not taught.
  expect(jointsRad[5]).toEqual(bench.jointsRad[5]);
});

it('never goes below the floor or beyond what the arm itself reaches', () => {
  const most = simulatedCalibration.map((joint) => joint.maxRad + 0.3);
  const least = simulatedCalibration.map((joint) => joint.minRad - 0.3);
  const volume = swept([...corners, most, least]);
  const { workspaceM, jointsRad } = volume.edit(0.1, bench, simulatedCalibration);
  expect(workspaceM.z.min).toBeGreaterThanOrEqual(bench.floorM);
  for (const [j, joint] of simulatedCalibration.entries())
    expect(must(jointsRad[j])).toEqual({ min: joint.minRad, max: joint.maxRad });
  expect(
    editedEnvelope({ workspaceM, jointsRad, floorM: 0 }, simulatedCalibration).jointsRad,
  ).toEqual(bench.jointsRad);
});

it('refuses nothing and too little, in words', () => {
  const empty = createSweptVolume();
  expect(() => empty.edit(0.01, bench, simulatedCalibration)).toThrow(/nothing was swept/);
  const flat = swept([at(0.16, -0.1, 0.02), at(0.26, 0.1, 0.032)]);
  expect(() => flat.edit(0.1, bench, simulatedCalibration)).toThrow(/up only 12 mm/);
});

it('takes no row that is none', () => {
  const volume = swept([
    [Number.NaN, 0, 0, 0, 0, 0],
    [0, 0],
  ]);
  expect(volume.view).toEqual({ tipM: null, jointsRad: [], rows: 0 });
});
