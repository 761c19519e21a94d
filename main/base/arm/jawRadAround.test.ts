/** The jaws around a thing, against the gripper's own figures. */
import { expect, test } from 'vitest';
import { jawRadAround } from './jawRadAround.ts';
import { gripperShape } from './so101.ts';

test('around the knob it was drawn for it stands at the angle that is stated, closed at none', () => {
  expect(jawRadAround(gripperShape.gripWidthM)).toBeCloseTo(gripperShape.gripRad, 2);
  expect(jawRadAround(gripperShape.closedGapM)).toBeCloseTo(0, 3);
  expect(jawRadAround(0.03)).toBeGreaterThan(jawRadAround(0.02) as number);
  expect(jawRadAround(0.2)).toBeNull();
});
