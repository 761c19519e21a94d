/**
 * Pushing a thing over the table, straight through its middle, with the closed jaws: down behind it, along, back off it,
 * up. Its turn is left as it comes, so this is for things of which no turn is asked, and for those without a knob.
 */
import type { PlanarPose } from '../../base/model/scene.ts';
import type { Arm, ToolTarget } from './motion.ts';
import type { Script } from './script.ts';

export interface ThingPush {
  /** Height of the tip over everything. */
  readonly hoverM: number;
  /** Height of the tip while pushing. */
  readonly pushHeightM: number;
  /** From the thing's middle to the tip when they touch. */
  readonly contactM: number;
  /** Further away than that where the tip comes down. */
  readonly runUpM: number;
  readonly pushMs: number;
}

export interface PushWay {
  /** Where the tip comes down, and where it stands when the thing is where it shall be. */
  readonly from: ToolTarget;
  readonly to: ToolTarget;
}

/** Closed jaws: the moving one points back, away from the thing. */
export function wayOf(pose: PlanarPose, wanted: PlanarPose, push: ThingPush): PushWay {
  const yawRad = Math.atan2(wanted.yM - pose.yM, wanted.xM - pose.xM);
  const at = ({ xM, yM }: PlanarPose, behindM: number): ToolTarget => ({
    xM: xM - behindM * Math.cos(yawRad),
    yM: yM - behindM * Math.sin(yawRad),
    zM: push.pushHeightM,
    turn: { jawYawRad: yawRad + Math.PI },
    gripperRad: 0,
  });
  return { from: at(pose, push.contactM + push.runUpM), to: at(wanted, push.contactM) };
}

/** Null when all went well, else what did not. */
export async function* pushThing(
  arm: Arm,
  pose: PlanarPose,
  wanted: PlanarPose,
  push: ThingPush,
): Script<string | null> {
  const { from, to } = wayOf(pose, wanted, push);
  const gently = { speed: push.pushMs, acceleration: 0.8 };
  if (arm.reach(from) === null || arm.reach(to) === null)
    return 'no way to push it is within reach';
  if (!(yield* arm.go({ ...from, zM: push.hoverM }))) return 'the way behind it is out of reach';
  yield* arm.settle({ minS: 0.1, maxS: 0.4 });
  yield* arm.line(from, gently);
  yield* arm.settle({ minS: 0.08, maxS: 0.3 });
  const pushed = yield* arm.line(to, gently);
  yield* arm.settle({ minS: 0.1, maxS: 0.3 });
  const end = pushed ? to : from;
  // Straight back before rising, so that the tip does not drag it along.
  const yawRad = Math.atan2(to.yM - from.yM, to.xM - from.xM);
  const back = {
    ...end,
    xM: end.xM - push.runUpM * Math.cos(yawRad),
    yM: end.yM - push.runUpM * Math.sin(yawRad),
  };
  yield* arm.line(back, gently);
  const { xM, yM } = arm.commanded();
  yield* arm.line({ xM, yM, zM: push.hoverM });
  return pushed ? null : 'the way to the place is out of reach';
}
