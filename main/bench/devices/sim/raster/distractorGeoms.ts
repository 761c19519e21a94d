/**
 * Things that lie about on a real table and are not the task's: blocks, cans and balls of several colours (red among
 * them), around the workspace and in the cameras' view. They are seen, not felt. The stream decides where they lie.
 */
import { must } from '../../../../base/lib/assert.ts';
import type { Rng } from '../../../../base/lib/rng.ts';
import type { Rgb } from '../../../../base/model/scene.ts';
import type { SnapshotGeom } from '../snapshot.ts';
import { snapshotStride } from '../snapshot.ts';

const colours: readonly Rgb[] = [
  [0.75, 0.17, 0.13],
  [0.16, 0.33, 0.7],
  [0.2, 0.55, 0.25],
  [0.85, 0.7, 0.15],
  [0.8, 0.45, 0.12],
  [0.55, 0.55, 0.58],
];

export interface Distractors {
  readonly geoms: readonly SnapshotGeom[];
  /** `snapshotStride` numbers per geom. */
  readonly poses: Float64Array;
}

/** `count` of them; each is 12 to 36 mm wide and lies 0.15 to 0.22 m beside the middle line. */
export function distractorGeoms(count: number, rng: Rng): Distractors {
  const geoms: SnapshotGeom[] = [];
  const poses = new Float64Array(count * snapshotStride);
  for (let i = 0; i < count; i++) {
    const size = rng.between(0.006, 0.018);
    const kind = must((['box', 'cylinder', 'sphere'] as const)[rng.below(3)]);
    const rgb = must(colours[rng.below(colours.length)]);
    const length = kind === 'box' ? size * rng.between(1, 2) : size;
    const sizeM =
      kind === 'box'
        ? ([length, size, size] as const)
        : kind === 'cylinder'
          ? ([size, size, 0] as const)
          : ([size, 0, 0] as const);
    geoms.push({ name: `distractor${i}`, kind, sizeM, rgb, belongsTo: 'distractor' });
    const side = rng.uniform() < 0.5 ? -1 : 1;
    const turn = rng.between(-Math.PI, Math.PI);
    const c = Math.cos(turn);
    const s = Math.sin(turn);
    poses.set(
      [rng.between(0.08, 0.36), side * rng.between(0.15, 0.22), size, c, -s, 0, s, c, 0, 0, 0, 1],
      i * snapshotStride,
    );
  }
  return { geoms, poses };
}
