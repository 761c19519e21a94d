/** Does the arm stand where it hides nothing? Of a recording and of the running bench alike. */
import { jointCount } from '../../base/model/arm.ts';

/** So near to the clear view the arm stands in it. */
const clearWithinRad = 0.1;
/** An open or closed gripper hides nothing. */
const armJoints = jointCount - 1;

export const isInClearView = (
  positionRad: readonly number[],
  clearViewRad: readonly number[],
): boolean =>
  positionRad
    .slice(0, armJoints)
    .every((angle, joint) => Math.abs(angle - (clearViewRad[joint] ?? 0)) <= clearWithinRad);
