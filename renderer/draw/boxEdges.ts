/** The twelve edges of a box in the world, the four on its floor first. */
import type { Range } from '../../main/base/model/arm.ts';
import type { Vec3 } from './project.ts';

export interface BoxEdge {
  readonly from: Vec3;
  readonly to: Vec3;
  readonly floor: boolean;
}

export function boxEdges(box: {
  readonly x: Range;
  readonly y: Range;
  readonly z: Range;
}): readonly BoxEdge[] {
  const corners = [
    [box.x.min, box.y.min],
    [box.x.max, box.y.min],
    [box.x.max, box.y.max],
    [box.x.min, box.y.max],
  ] as const;
  const ring = (z: number, floor: boolean): BoxEdge[] =>
    corners.map((corner, index) => {
      const next = corners[(index + 1) % 4] ?? corner;
      return { from: [corner[0], corner[1], z], to: [next[0], next[1], z], floor };
    });
  const posts = corners.map(
    (corner): BoxEdge => ({
      from: [corner[0], corner[1], box.z.min],
      to: [corner[0], corner[1], box.z.max],
      floor: false,
    }),
  );
  return [...ring(box.z.min, true), ...ring(box.z.max, false), ...posts];
}
