/** Where the joints of the SO-101-class arm are in the world, base to tip, for drawing only (base/arm/so101). */
import { so101 } from '../../main/base/arm/so101.ts';
import type { Joints } from '../../main/base/model/arm.ts';
import type { Vec3 } from './project.ts';

/** Base, shoulder, elbow, wrist, tip; metres. */
export function armPoints(joints: Joints): readonly Vec3[] {
  const [pan = 0, lift = 0, elbow = 0, wrist = 0] = joints;
  let along = so101.liftForwardM;
  let up = so101.liftUpM;
  let pitch = 0;
  const at = (): Vec3 => [along * Math.cos(pan), along * Math.sin(pan), up];
  const points: Vec3[] = [[0, 0, 0], [0, 0, up], at()];
  const links = [
    [lift, so101.upperArmM],
    [elbow, so101.forearmM],
    [wrist, so101.handM],
  ] as const;
  for (const [turn, length] of links) {
    pitch += turn;
    along += length * Math.cos(pitch);
    up -= length * Math.sin(pitch);
    points.push(at());
  }
  return points;
}
