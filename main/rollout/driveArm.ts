/**
 * The bench's own motion: to the clear view before anything is judged. First straight up, so that nothing is swept
 * over, then through joint space at a calm speed. It asks for targets like everybody else; the servo process decides.
 */
import { forwardKinematics, inverseKinematics } from '../base/arm/kinematics.ts';
import type { Joints } from '../base/model/arm.ts';
import type { TrialLoop } from './trialLoop.ts';

/** Above everything that stands on the table. */
const clearHeightM = 0.1;
const cruiseRadS = 1.9;
const arrivedRad = 0.04;
/** How long the arm may take to come to rest at the end of a leg. */
const settleMs = 1500;
/** Two control periods, so that a late one finds its target. */
export const stayMs = 40;

export type DriveEnd = 'arrived' | 'limit' | 'late';

/** Cosine-shaped from 0 to 1: no jump in speed at either end. */
function ease(share: number): number {
  return 0.5 - 0.5 * Math.cos(Math.PI * Math.min(1, Math.max(0, share)));
}

function farthest(a: Joints, b: Joints): number {
  return Math.max(...a.map((value, joint) => Math.abs(value - (b[joint] ?? value))));
}

async function leg(loop: TrialLoop, from: Joints, to: Joints): Promise<DriveEnd> {
  const { link } = loop;
  const periodMs = 1000 / link.rateHz;
  const durationMs = Math.max(periodMs, (farthest(from, to) / cruiseRadS) * 1000 * (Math.PI / 2));
  let first: number | null = null;
  for (;;) {
    const tick = await loop.next();
    first ??= tick.atMs;
    const elapsedMs = tick.atMs - first;
    if (loop.takeLimit() !== null) return 'limit';
    const share = ease((elapsedMs + 2 * periodMs) / durationMs);
    const target = from.map((value, joint) => value + share * ((to[joint] ?? value) - value));
    link.target(target, 2 * periodMs);
    if (elapsedMs < durationMs) continue;
    if (farthest(tick.state.positionRad, to) < arrivedRad) return 'arrived';
    if (elapsedMs > durationMs + settleMs) return 'late';
  }
}

/** Up, then to `joints`. The gripper goes to its place in `joints` on the second leg. */
export async function driveArm(loop: TrialLoop, joints: Joints): Promise<DriveEnd> {
  const tick = await loop.next();
  loop.takeLimit();
  let at = tick.state.positionRad;
  const tip = forwardKinematics(at);
  if (tip.zM < clearHeightM && farthest(at, joints) > arrivedRad) {
    const up = inverseKinematics(
      { xM: tip.xM, yM: tip.yM, zM: clearHeightM },
      { rollRad: at[4] ?? 0 },
      {
        maxTiltRad: 0.6,
      },
    );
    if (up !== null) {
      const lifted = [...up.slice(0, 5), at[5] ?? 0];
      const end = await leg(loop, at, lifted);
      if (end === 'limit') return end;
      at = lifted;
    }
  }
  return await leg(loop, at, joints);
}

/** Asks once more for the place it has: a target expires, and a hold would let the arm sag. */
export function stay(loop: TrialLoop, joints: Joints): void {
  loop.link.target(joints, stayMs);
}

/** Stays at `joints` for so many bench milliseconds. */
export async function waitThere(loop: TrialLoop, joints: Joints, ms: number): Promise<void> {
  let first: number | null = null;
  for (;;) {
    const tick = await loop.next();
    first ??= tick.atMs;
    stay(loop, joints);
    if (tick.atMs - first >= ms) return;
  }
}
