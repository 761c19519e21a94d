/**
 * What the bench believes of its own scene, taken from what the window was told: joints as read, the object as the
 * judge last said, the goal as the task says. The simulator's truth never comes this way. Says what is worth a new picture.
 */
import type { Box, Joints } from '../../main/base/model/arm.ts';
import type { PlanarPose } from '../../main/base/model/scene.ts';
import type { ObjectShape } from '../../main/base/model/task.ts';
import type { WindowState } from '../store/windowStore.ts';

export interface Belief {
  readonly jointsRad: Joints | null;
  readonly boxM: Box | null;
  readonly object: PlanarPose | null;
  readonly goal: PlanarPose | null;
  readonly shape: ObjectShape | null;
}

export function beliefOf(state: WindowState): Belief {
  const task = state.tasks.find((entry) => entry.id === state.run?.task);
  return {
    jointsRad: state.bench?.arm?.positionRad ?? null,
    boxM: state.bench?.envelope?.workspaceM ?? null,
    object: state.run?.trial?.lastVerdict?.believed ?? state.lastJudged?.pose ?? null,
    goal: task?.goal ?? null,
    shape: task?.shape ?? null,
  };
}

/** Two counts of an encoder: a joint that stands still trembles by one. */
const seenRad = 0.0035;

function sameJoints(a: Joints | null, b: Joints | null): boolean {
  if (a === null || b === null) return a === b;
  return a.every((rad, index) => Math.abs(rad - (b[index] ?? Number.NaN)) <= seenRad);
}

const samePose = (a: PlanarPose | null, b: PlanarPose | null): boolean =>
  a === b || (a?.xM === b?.xM && a?.yM === b?.yM && a?.yawRad === b?.yawRad);

function sameBox(a: Box | null, b: Box | null): boolean {
  if (a === null || b === null) return a === b;
  return (['x', 'y', 'z'] as const).every(
    (axis) => a[axis].min === b[axis].min && a[axis].max === b[axis].max,
  );
}

/** False: the picture of `shown` still tells it. */
export function isNews(shown: Belief, now: Belief): boolean {
  return !(
    sameJoints(shown.jointsRad, now.jointsRad) &&
    sameBox(shown.boxM, now.boxM) &&
    samePose(shown.object, now.object) &&
    samePose(shown.goal, now.goal) &&
    shown.shape === now.shape
  );
}
