/**
 * What a judge by geometry needs whatever its task: is the view clear, what does each camera see, and a verdict that is
 * strict about its own error. Undecided is the answer to everything that is odd; a success is never guessed.
 */
import { linkPointNames, linkPoints, linkRadiiM } from '../../base/arm/kinematics.ts';
import { must } from '../../base/lib/assert.ts';
import type { CameraFrame, CameraModel } from '../../base/model/camera.ts';
import { BenchError } from '../../base/model/errors.ts';
import type { PlanarPose } from '../../base/model/scene.ts';
import type { Verdict, VerdictValue } from '../../base/model/trial.ts';
import type { Observation } from '../../base/wire/program.ts';
import { cropPicture } from './cropPicture.ts';
import type { BlockView } from './locateBlock.ts';
import { decodePicture, exposureOf, type Picture } from './picture.ts';
import { wrapRad } from './pose.ts';
import type { Judged } from './program.ts';

/** What one camera gave: a view of the block, or why there is none. */
export type Sight =
  | { readonly role: string; readonly kind: 'seen'; readonly view: BlockView }
  | { readonly role: string; readonly kind: 'nothing'; readonly flag: string };

/** Bounds of the clear view. A frame may be as old as half a second: the scene is at rest then. */
const limits = {
  stillRadS: 0.15,
  frameAgeMs: 500,
  /** Below this spread of brightness (8-bit levels) a picture is blank, covered or overexposed. */
  leastSpread: 6,
  /** Nothing of the arm nearer to the block than this, sideways, unless it is as high as `aboveM`. */
  asideM: 0.05,
  aboveM: 0.12,
} as const;

/** Is the arm at rest? */
function isStill(observation: Observation): boolean {
  return observation.velocityRadS.every((speed) => Math.abs(speed) < limits.stillRadS);
}

/** By the joint state: no part of the hand or the forearm is over or beside a block at this place. */
function isArmAway(observation: Observation, block: PlanarPose): boolean {
  const points = new Float64Array(3 * linkPointNames.length);
  linkPoints(observation.positionRad, points);
  return linkPointNames.every((_, i) => {
    const aside = Math.hypot(must(points[3 * i]) - block.xM, must(points[3 * i + 1]) - block.yM);
    const radius = must(linkRadiiM[i]);
    return aside - radius > limits.asideM || must(points[3 * i + 2]) - radius > limits.aboveM;
  });
}

/** Finds the block in one picture; `near` is where an earlier camera saw it. */
export type LocateBlock = (
  picture: Picture,
  camera: CameraModel,
  near: PlanarPose | undefined,
) => BlockView | null;

/**
 * The gate of every judge by geometry: nothing is decided while the bench has not cleared the view, while the arm moves,
 * or while it is beside what was found. What passes is looked at by all cameras and left to `decide`. Deterministic;
 * nothing is remembered.
 */
export async function judgeClearView(
  judged: Judged,
  cameras: readonly CameraModel[],
  locate: LocateBlock,
  decide: (sights: readonly Sight[]) => Verdict,
): Promise<Verdict> {
  const { toolClear, observation } = judged;
  if (!toolClear) return undecided(cameras, ['tool-not-clear']);
  if (!isStill(observation)) return undecided(cameras, ['arm-moving']);
  const verdict = decide(await sightsOf(cameras, judged, locate));
  const { believed } = verdict;
  if (believed !== undefined && !isArmAway(observation, believed)) {
    return undecided(cameras, [...verdict.flags, 'tool-near'], believed);
  }
  return verdict;
}

/** The views among the sights. */
export function viewsOf(sights: readonly Sight[]): readonly BlockView[] {
  return sights.flatMap((sight) => (sight.kind === 'seen' ? [sight.view] : []));
}

/** What each camera has against its own sight, as `role:flag`. */
export function flagsOf(sights: readonly Sight[]): string[] {
  return sights.flatMap((sight) =>
    sight.kind === 'nothing'
      ? [`${sight.role}:${sight.flag}`]
      : sight.view.flags.map((flag) => `${sight.role}:${flag}`),
  );
}

/** Looks through every camera of the task. The order is that of `cameras`. */
async function sightsOf(
  cameras: readonly CameraModel[],
  { frames, crops, observation: { atMs } }: Judged,
  locate: LocateBlock,
): Promise<Sight[]> {
  const sights: Sight[] = [];
  let near: PlanarPose | undefined;
  for (const camera of cameras) {
    const frame = frames.find((each) => each.role === camera.role);
    // Whether a camera is covered is asked of the whole picture; what it shows, of the part that may be gone by.
    const crop = crops?.[camera.role];
    const sight = await sightOf(camera, frame, atMs, (picture) =>
      locate(crop === undefined ? picture : cropPicture(picture, crop), camera, near),
    );
    if (sight.kind === 'seen' && sight.view.flags.length === 0) near = sight.view.pose;
    sights.push(sight);
  }
  return sights;
}

async function sightOf(
  camera: CameraModel,
  frame: CameraFrame | undefined,
  atMs: number,
  locate: (picture: Picture) => BlockView | null,
): Promise<Sight> {
  const { role } = camera;
  const nothing = (flag: string): Sight => ({ role, kind: 'nothing', flag });
  if (frame === undefined) return nothing('no-picture');
  if (atMs - frame.capturedAtMs > limits.frameAgeMs) return nothing('old-picture');
  const picture = await decoded(frame.jpeg);
  if (picture === null) return nothing('unreadable-picture');
  if (picture.width !== camera.widthPx || picture.height !== camera.heightPx) {
    return nothing('wrong-picture-size');
  }
  if (exposureOf(picture).spread < limits.leastSpread) return nothing('blank-picture');
  const view = locate(picture);
  return view === null ? nothing('not-seen') : { role, kind: 'seen', view };
}

async function decoded(jpeg: Uint8Array): Promise<Picture | null> {
  try {
    return await decodePicture(jpeg);
  } catch (cause) {
    if (cause instanceof BenchError && cause.code === 'bad-input') return null;
    throw cause;
  }
}

/** Largest difference between any two views' own poses. */
export function disagreement(views: readonly BlockView[]): { positionM: number; yawRad: number } {
  let positionM = 0;
  let yawRad = 0;
  for (const a of views) {
    for (const b of views) {
      const off = Math.hypot(a.pose.xM - b.pose.xM, a.pose.yM - b.pose.yM);
      positionM = Math.max(positionM, off);
      yawRad = Math.max(yawRad, Math.abs(wrapRad(a.pose.yawRad - b.pose.yawRad)));
    }
  }
  return { positionM, yawRad };
}

/** An answer without a decision: why, and what is believed all the same. */
export function undecided(
  cameras: readonly CameraModel[],
  flags: readonly string[],
  believed?: PlanarPose,
): Verdict {
  const perCamera = Object.fromEntries(
    cameras.map((camera): [string, VerdictValue] => [camera.role, 'undecided']),
  );
  return { verdict: 'undecided', score: 0, margin: 0, perCamera, flags, believed };
}

/** Margin → score: 0.5 at the bound, 1 a whole bound inside, 0 a whole bound outside. */
export function scoreOf(margin: number): number {
  return Math.max(0, Math.min(1, 0.5 + margin / 2));
}
