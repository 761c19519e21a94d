/** LeRobot's calibration file, both ways: exact where the format says anything, and in words where it cannot be read. */
import { describe, expect, it } from 'vitest';
import { simulatedCalibration } from '../../base/arm/so101.ts';
import { must } from '../../base/lib/assert.ts';
import { createRng } from '../../base/lib/rng.ts';
import { jointNames } from '../../base/model/arm.ts';
import { fromLeRobot, toLeRobot } from './leRobotFile.ts';

/** As an arm somewhere was calibrated. */
const file = {
  shoulder_pan: { id: 1, drive_mode: 0, homing_offset: -1470, range_min: 758, range_max: 3292 },
  shoulder_lift: { id: 2, drive_mode: 0, homing_offset: 157, range_min: 870, range_max: 3250 },
  elbow_flex: { id: 3, drive_mode: 1, homing_offset: 2047, range_min: 861, range_max: 3061 },
  wrist_flex: { id: 4, drive_mode: 0, homing_offset: -2047, range_min: 829, range_max: 3169 },
  wrist_roll: { id: 5, drive_mode: 0, homing_offset: -12, range_min: 0, range_max: 4095 },
  gripper: { id: 6, drive_mode: 0, homing_offset: 1407, range_min: 1903, range_max: 3135 },
};

describe('the file', () => {
  it('comes back as it was read', () => {
    expect(toLeRobot(fromLeRobot(file))).toEqual(file);
  });

  it('comes back as it was read, whatever is in it', () => {
    const rng = createRng(7).fork('files');
    for (let i = 0; i < 200; i++) {
      const any = Object.fromEntries(
        jointNames.map((name, j) => {
          const range_min = rng.below(4000);
          return [
            name,
            {
              id: j + 1,
              drive_mode: rng.below(2),
              homing_offset: rng.below(4095) - 2047,
              range_min,
              range_max: range_min + 1 + rng.below(4095 - range_min),
            },
          ];
        }),
      );
      expect(toLeRobot(fromLeRobot(any))).toEqual(any);
    }
  });

  it('is the calibration again when it was written from one that a sweep found', () => {
    const swept = fromLeRobot(file);
    expect(fromLeRobot(toLeRobot(swept))).toEqual(swept);
  });

  it('keeps the simulated arm within a count, with the offsets its servos have', () => {
    const written = toLeRobot(simulatedCalibration, [0, 0, 0, 0, 0, 40]);
    expect(written.gripper?.homing_offset).toBe(40);
    for (const [j, joint] of fromLeRobot(written).entries()) {
      const { zeroCounts, minRad, maxRad } = must(simulatedCalibration[j]);
      expect(Math.abs(joint.zeroCounts - zeroCounts)).toBeLessThanOrEqual(1);
      expect(joint.minRad).toBeCloseTo(minRad, 2);
      expect(joint.maxRad).toBeCloseTo(maxRad, 2);
    }
  });

  it('turns a joint that is mounted the other way round', () => {
    const elbow = must(fromLeRobot(file)[2]);
    expect(elbow.sign).toBe(-1);
    expect(elbow.minRad).toBeLessThan(elbow.maxRad);
  });
});

describe('what cannot be read', () => {
  const pan = file.shoulder_pan;
  it.each<readonly [string, Readonly<Record<string, unknown>>, RegExp]>([
    ['an unknown joint', { ...file, elbow_yaw: pan }, /no joint elbow_yaw/],
    ['a missing joint', { shoulder_pan: pan }, /shoulder_lift.*gripper is missing/],
    ['an unknown key', { ...file, gripper: { ...file.gripper, offset: 1 } }, /gripper.*offset/],
    ['a missing key', { ...file, gripper: { id: 6 } }, /gripper lacks drive_mode/],
    ['a fraction', { ...file, shoulder_pan: { ...pan, range_min: 1.5 } }, /pan\.range_min.*whole/],
    ['words', { ...file, shoulder_pan: { ...pan, id: '1' } }, /pan\.id/],
    ['too large an offset', { ...file, shoulder_pan: { ...pan, homing_offset: 2048 } }, /homing/],
    ['ends the wrong way round', { ...file, shoulder_pan: { ...pan, range_max: 5 } }, /below/],
    ['one servo twice', { ...file, shoulder_pan: { ...pan, id: 6 } }, /servo 6 is named twice/],
    ['a list', { ...file, gripper: [] }, /gripper is not an object/],
    ['nothing', { ...file, gripper: null }, /gripper is not an object/],
  ])('is said in words: %s', (_name, given, words) => {
    expect(() => fromLeRobot(given)).toThrow(words);
  });

  it('is no prototype either', () => {
    const sly = Object.create(file) as Record<string, unknown>;
    expect(() => fromLeRobot(sly)).toThrow(/missing/);
  });
});
