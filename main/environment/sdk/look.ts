/**
 * Looking with a standing arm: wait for pictures that were taken after now, ask where the thing is, and take the
 * middle of several answers. What the thing is and how it is found is the caller's business.
 */
import type { PlanarPose } from '../../base/model/scene.ts';
import type { Arm } from './motion.ts';
import { middlePose } from './pose.ts';
import type { Observed } from './program.ts';
import type { Script } from './script.ts';

/** Where the thing lies by the frames of this observation; null when it is not seen well enough to say. */
export type Locate = (observed: Observed) => Promise<PlanarPose | null>;

/** Longest wait for pictures; a camera that is slower is the bench's trouble, not the program's. */
const patienceS = 1;

/** Stands until every camera has sent a picture taken at or after `sinceMs` (now, when absent). */
export async function* freshFrames(arm: Arm, sinceMs?: number): Script {
  const fromMs = sinceMs ?? arm.seen().observation.atMs;
  const isFresh = ({ frames }: Observed): boolean =>
    frames.length > 0 && frames.every((frame) => frame.capturedAtMs >= fromMs);
  const untilMs = arm.seen().observation.atMs + patienceS * 1000;
  while (!isFresh(arm.seen()) && arm.seen().observation.atMs < untilMs) yield* arm.stand();
}

/** The middle of `looks` fresh looks; null when most of them saw nothing. */
export async function* lookSeveralTimes(
  arm: Arm,
  locate: Locate,
  looks: number,
): Script<PlanarPose | null> {
  const poses: PlanarPose[] = [];
  let sinceMs = arm.seen().observation.atMs;
  for (let look = 0; look < looks; look++) {
    yield* freshFrames(arm, sinceMs);
    const pose = await locate(arm.seen());
    if (pose !== null) poses.push(pose);
    sinceMs = Math.max(sinceMs, ...arm.seen().frames.map((frame) => frame.capturedAtMs)) + 1;
  }
  return 2 * poses.length > looks ? middlePose(poses) : null;
}
