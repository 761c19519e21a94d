/** Poses of things that lie on a table: differences, middles, and reading the task's published goal. Pure. */
import type { PlanarPose } from '../../base/model/scene.ts';

export type { PlanarPose } from '../../base/model/scene.ts';

/** The same angle in −π…π. */
export function wrapRad(angleRad: number): number {
  return angleRad - 2 * Math.PI * Math.round(angleRad / (2 * Math.PI));
}

/** Distance and turn between two poses, both ≥ 0. */
export interface Offset {
  readonly positionM: number;
  readonly yawRad: number;
}

export function offBy(a: PlanarPose, b: PlanarPose): Offset {
  return {
    positionM: Math.hypot(a.xM - b.xM, a.yM - b.yM),
    yawRad: Math.abs(wrapRad(a.yawRad - b.yawRad)),
  };
}

export function isWithin(off: Offset, bounds: Offset): boolean {
  return off.positionM <= bounds.positionM && off.yawRad <= bounds.yawRad;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  const upper = sorted[half] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[half - 1] ?? Number.NaN)) / 2;
}

/** The middle of several looks at one thing, by medians; null when there are none. */
export function middlePose(poses: readonly PlanarPose[]): PlanarPose | null {
  const [first] = poses;
  if (first === undefined) return null;
  return {
    xM: median(poses.map((pose) => pose.xM)),
    yM: median(poses.map((pose) => pose.yM)),
    yawRad: wrapRad(
      first.yawRad + median(poses.map((pose) => wrapRad(pose.yawRad - first.yawRad))),
    ),
  };
}

/** The `success` block of task.json as programs get it. */
export interface SuccessRule {
  readonly goal: PlanarPose;
  readonly bounds: Offset;
}

function finite(block: unknown, key: string): number {
  const value = (block as Record<string, unknown> | null | undefined)?.[key];
  if (typeof value !== 'number' || !Number.isFinite(value))
    throw new Error(`the task's success block lacks the number "${key}"`);
  return value;
}

/** Reads `start.success`. Throws with the missing key's name. */
export function readSuccessRule(success: unknown): SuccessRule {
  const { goal, bounds } = (success ?? {}) as { goal?: unknown; bounds?: unknown };
  return {
    goal: { xM: finite(goal, 'xM'), yM: finite(goal, 'yM'), yawRad: finite(goal, 'yawRad') },
    bounds: { positionM: finite(bounds, 'positionM'), yawRad: finite(bounds, 'yawRad') },
  };
}
