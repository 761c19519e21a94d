/** A calibration on servos that have another homing offset than it was measured with. */
import { expect, it } from 'vitest';
import { simulatedCalibration } from '../../base/arm/so101.ts';
import { must } from '../../base/lib/assert.ts';
import type { JointCalibration } from '../../base/model/arm.ts';
import { radOfCounts } from './jointUnits.ts';
import { seatCalibration, seatJoint } from './seatCalibration.ts';

const elbow: JointCalibration = { ...must(simulatedCalibration[2]), homingCounts: 0 };

it('leaves a calibration alone that does not say its offset, or whose servos have it', () => {
  const zeros = [0, 0, 0, 0, 0, 0];
  expect(seatCalibration(simulatedCalibration, [5, 0, 0, 0, 0, -7])).toMatchObject({
    calibration: simulatedCalibration,
    wrong: [],
  });
  const known = simulatedCalibration.map((joint) => ({ ...joint, homingCounts: 0 }));
  expect(seatCalibration(known, zeros)).toMatchObject({ calibration: known, wrong: [] });
});

it('reads the same angle whatever the servo subtracts, as long as the range fits its scale', () => {
  for (const homing of [-900, -1, 0, 1, 500, 900]) {
    const seated = must(seatJoint(elbow, homing));
    for (const rad of [elbow.minRad, 0, 1, elbow.maxRad]) {
      const raw = elbow.zeroCounts + Math.round((rad * 4096) / (2 * Math.PI));
      const answered = (raw - homing + 4096) % 4096;
      expect(radOfCounts(seated, answered)).toBeCloseTo(radOfCounts(elbow, raw), 9);
    }
  }
});

it('says which servo needs its offset written, and what it has then', () => {
  const joints = simulatedCalibration.map((joint) => ({ ...joint, homingCounts: 0 }));
  const { wrong, homingCounts } = seatCalibration(joints, [0, 0, 2000, 0, 3, 0]);
  expect(wrong).toEqual([{ id: 3, homingCounts: 0 }]);
  expect(homingCounts).toEqual([0, 0, 0, 0, 3, 0]);
});
