/**
 * Hides a stated share of an object: a block lies on it or is held over it, pushed in from one side until no camera misses
 * more of the object's top than was asked for.
 */
import type { Rng } from '../../../../base/lib/rng.ts';
import type { CameraModel } from '../../../../base/model/camera.ts';
import type { PlanarPose, Rgb, SceneObject } from '../../../../base/model/scene.ts';
import { plainObject, standingParts } from './examThings.ts';
import { placeObject, type StillLife } from './stillLife.ts';

type Point = readonly [number, number, number];

const gridM = 0.002;

/** Points of the top of what stands on the table, in the world. */
function topPoints(object: SceneObject, pose: PlanarPose): Point[] {
  const c = Math.cos(pose.yawRad);
  const s = Math.sin(pose.yawRad);
  return standingParts(object).flatMap((part) => {
    const [hx, hy, hz] =
      part.kind === 'box' ? part.halfM : [part.radiusM, part.radiusM, part.halfHeightM];
    const points: Point[] = [];
    for (let x = -hx + gridM / 2; x < hx; x += gridM) {
      for (let y = -hy + gridM / 2; y < hy; y += gridM) {
        if (part.kind === 'cylinder' && Math.hypot(x, y) > hx) continue;
        const ox = part.atM[0] + x;
        const oy = part.atM[1] + y;
        points.push([pose.xM + c * ox - s * oy, pose.yM + s * ox + c * oy, part.atM[2] + hz]);
      }
    }
    return points;
  });
}

interface Block {
  readonly atM: Point;
  readonly halfM: Point;
  readonly yawRad: number;
}

/** Does the way from the camera to the point meet the block? (Slabs, in the block's frame.) */
function isBehind(block: Block, eye: Point, point: Point): boolean {
  const c = Math.cos(block.yawRad);
  const s = Math.sin(block.yawRad);
  const local = ([x, y, z]: Point): Point => {
    const dx = x - block.atM[0];
    const dy = y - block.atM[1];
    return [c * dx + s * dy, -s * dx + c * dy, z - block.atM[2]];
  };
  const from = local(eye);
  const to = local(point);
  let enter = 0;
  let leave = 1;
  for (const axis of [0, 1, 2] as const) {
    const half = block.halfM[axis];
    const step = to[axis] - from[axis];
    if (Math.abs(step) < 1e-12) {
      if (Math.abs(from[axis]) > half) return false;
      continue;
    }
    const a = (-half - from[axis]) / step;
    const b = (half - from[axis]) / step;
    enter = Math.max(enter, Math.min(a, b));
    leave = Math.min(leave, Math.max(a, b));
  }
  return enter <= leave;
}

/** The largest share of the object's top that any camera misses behind the block. */
export function hiddenShare(
  block: Block,
  object: SceneObject,
  pose: PlanarPose,
  cameras: readonly CameraModel[],
): number {
  const points = topPoints(object, pose);
  const missed = cameras.map((camera) => {
    const m = camera.worldFromCamera as readonly number[];
    const eye = [m[3], m[7], m[11]] as unknown as Point;
    return points.filter((point) => isBehind(block, eye, point)).length / points.length;
  });
  return Math.max(0, ...missed);
}

/** From which side, how high and how large the stream decides; how far in, the share. */
export function coverObject(
  object: SceneObject,
  pose: PlanarPose,
  cameras: readonly CameraModel[],
  cover: { readonly share: number; readonly rgb: Rgb },
  rng: Rng,
): StillLife {
  const tops = standingParts(object).map(
    (part) => part.atM[2] + (part.kind === 'box' ? part.halfM[2] : part.halfHeightM),
  );
  const yawRad = rng.between(-Math.PI, Math.PI);
  const aside = rng.between(-0.015, 0.015);
  const halfM: Point = [rng.between(0.015, 0.04), rng.between(0.02, 0.045), 0.008];
  const zM = Math.max(...tops) + halfM[2] + rng.between(0.001, 0.04);
  const blockAt = (inM: number): Block => ({
    atM: [
      pose.xM - inM * Math.cos(yawRad) - aside * Math.sin(yawRad),
      pose.yM - inM * Math.sin(yawRad) + aside * Math.cos(yawRad),
      zM,
    ],
    halfM,
    yawRad,
  });
  let far = 0.3;
  let near = 0;
  for (let i = 0; i < 14; i++) {
    const middle = (near + far) / 2;
    if (hiddenShare(blockAt(middle), object, pose, cameras) > cover.share) near = middle;
    else far = middle;
  }
  const { atM } = blockAt(far);
  const parts = [{ kind: 'box', halfM, atM: [0, 0, 0], rgb: cover.rgb }] as const;
  return placeObject(plainObject('cover', parts), { xM: atM[0], yM: atM[1], zM: atM[2], yawRad });
}
