/**
 * Finds the pose of a block on the table by making its predicted picture equal the real one: Gauss-Newton over x, y,
 * yaw and the brightness of each of its faces, with weights that forgive what the block does not explain (an arm in
 * front of it, other things beside it). Needs a start within a few pixels. Knows no particular object.
 */
import type { CameraModel } from '../../base/model/camera.ts';
import type { PlanarPose } from '../../base/model/scene.ts';
import {
  type BlockShape,
  boxOfBlock,
  type CoverScratch,
  createCoverScratch,
  predictBlock,
} from './block.ts';
import type { Picture } from './picture.ts';
import { solve } from './solve.ts';
import { type Hue, hueMap, type PixelBox } from './vision.ts';

export interface BlockFit {
  readonly pose: PlanarPose;
  /** Root mean square of what is not explained, as a share of the top's brightness; clear views give under 0.08. */
  readonly residual: number;
  /** Share of the block's predicted area that shows its colour. */
  readonly coverage: number;
  /** Colour of the block seen where none was predicted, as a share of the block's area. */
  readonly stray: number;
  /** The top's brightness in the hue, 8-bit levels. */
  readonly topLevel: number;
  /** The knob's level in the hue as a share of the top's: near 1 means that the knob is not there. */
  readonly knobShare: number;
  /** Share of the pose's normal equations: 3×3 row-major, per m² and rad², for weighing views against each other. */
  readonly information: readonly number[];
}

const stepsM = 0.0004;
const stepRad = 0.006;
const marginPx = 7;
const poseSize = 3;
const maxIterations = 8;
/** A fit that wanders farther than this from its start is lost. */
const farthestM = 0.04;
/** Next to nothing for a T; keeps the turn of a round block from running away. */
const yawRidge = 1e4;
/** Steps smaller than this end the fit: far below what noise makes of the pose. */
const stillM = 0.00004;
const stillRad = 0.0006;

interface Workspace {
  readonly scratch: CoverScratch;
  readonly layers: readonly Float32Array[];
  readonly moved: readonly Float32Array[];
  readonly slopes: readonly Float32Array[];
}

function createWorkspace(shape: BlockShape, camera: CameraModel, cells: number): Workspace {
  const arrays = (count: number): Float32Array[] =>
    Array.from({ length: count }, () => new Float32Array(cells));
  return {
    scratch: createCoverScratch(camera),
    layers: arrays(shape.facings + 2),
    moved: arrays(shape.facings + 2),
    slopes: arrays(poseSize),
  };
}

/** Derivatives of the predicted picture by x, y (per metre) and yaw (per radian), by small steps. */
function fillSlopes(
  shape: BlockShape,
  pose: PlanarPose,
  camera: CameraModel,
  box: PixelBox,
  levels: readonly number[],
  work: Workspace,
): void {
  const cells = (box.right - box.left) * (box.bottom - box.top);
  const steps = [
    { ...pose, xM: pose.xM + stepsM },
    { ...pose, yM: pose.yM + stepsM },
    { ...pose, yawRad: pose.yawRad + stepRad },
  ];
  steps.forEach((stepped, axis) => {
    predictBlock(shape, stepped, camera, box, work.moved, work.scratch);
    const slope = work.slopes[axis] as Float32Array;
    slope.fill(0, 0, cells);
    const step = axis === 2 ? stepRad : stepsM;
    levels.forEach((level, l) => {
      const after = work.moved[l] as Float32Array;
      const before = work.layers[l] as Float32Array;
      const scale = level / step;
      for (let i = 0; i < cells; i++) {
        slope[i] = (slope[i] as number) + scale * ((after[i] as number) - (before[i] as number));
      }
    });
  });
}

interface Normal {
  readonly matrix: Float64Array;
  readonly right: Float64Array;
}

/** Weighted normal equations over pose and levels. */
function gatherNormal(
  seen: Float32Array,
  cells: number,
  levels: readonly number[],
  work: Workspace,
  forgiveLevel: number,
): Normal {
  const columns = [...work.slopes, ...work.layers];
  const n = columns.length;
  const matrix = new Float64Array(n * n);
  const right = new Float64Array(n);
  const row = new Float64Array(n);
  const which = new Int32Array(n);
  for (let i = 0; i < cells; i++) {
    let rest = seen[i] as number;
    for (let l = 0; l < levels.length; l++) {
      rest -= (levels[l] as number) * ((work.layers[l] as Float32Array)[i] as number);
    }
    const ratio = rest / forgiveLevel;
    const weight = 1 / (1 + ratio * ratio);
    let used = 0;
    for (let a = 0; a < n; a++) {
      const value = (columns[a] as Float32Array)[i] as number;
      if (value === 0) continue;
      row[used] = value;
      which[used++] = a;
    }
    for (let a = 0; a < used; a++) {
      const va = weight * (row[a] as number);
      const at = which[a] as number;
      right[at] = (right[at] as number) + va * rest;
      for (let b = a; b < used; b++) {
        const to = at * n + (which[b] as number);
        matrix[to] = (matrix[to] as number) + va * (row[b] as number);
      }
    }
  }
  for (let a = 0; a < n; a++) {
    for (let b = 0; b < a; b++) matrix[a * n + b] = matrix[b * n + a] as number;
  }
  return { matrix, right };
}

/** Keeps brightness near what such a block has: a ridge worth a few pixels per level. */
function addPriors(normal: Normal, levels: readonly number[], topLevel: number): void {
  const n = poseSize + levels.length;
  levels.forEach((level, l) => {
    const at = poseSize + l;
    const isKnob = l === levels.length - 1;
    const wanted = l === 0 ? level : isKnob ? level : 0.65 * topLevel;
    const strength = l === 0 || isKnob ? 0.5 : 4;
    normal.matrix[at * n + at] = (normal.matrix[at * n + at] as number) + strength;
    normal.right[at] = (normal.right[at] as number) + strength * (wanted - level);
  });
}

/** What three pose numbers are worth once the levels are free: the Schur complement of the normal equations. */
function informationOf(matrix: Float64Array, n: number): number[] {
  const copy = Float64Array.from(matrix);
  for (let i = n - 1; i >= poseSize; i--) {
    const pivot = copy[i * n + i] as number;
    for (let r = 0; r < i; r++) {
      const factor = (copy[r * n + i] as number) / pivot;
      for (let k = 0; k < i; k++) {
        copy[r * n + k] = (copy[r * n + k] as number) - factor * (copy[i * n + k] as number);
      }
    }
  }
  return [0, 1, 2].flatMap((r) => [0, 1, 2].map((k) => copy[r * n + k] as number));
}

function measure(
  seen: Float32Array,
  cells: number,
  levels: readonly number[],
  work: Workspace,
): Pick<BlockFit, 'residual' | 'coverage' | 'stray'> {
  const topLevel = levels[0] as number;
  let squares = 0;
  let area = 0;
  let shown = 0;
  let stray = 0;
  let counted = 0;
  for (let i = 0; i < cells; i++) {
    let predicted = 0;
    let body = 0;
    for (let l = 0; l < levels.length; l++) {
      const share = (work.layers[l] as Float32Array)[i] as number;
      predicted += (levels[l] as number) * share;
      if (l < levels.length - 1) body += share;
    }
    const value = seen[i] as number;
    squares += (value - predicted) ** 2;
    counted++;
    if (body > 0.9) {
      area++;
      if (value > 0.6 * predicted) shown++;
    } else if (body < 0.05 && value > 0.3 * topLevel) stray++;
  }
  return {
    residual: Math.sqrt(squares / Math.max(1, counted)) / topLevel,
    coverage: shown / Math.max(1, area),
    stray: stray / Math.max(1, area),
  };
}

export interface BlockFitInput {
  readonly picture: Picture;
  readonly camera: CameraModel;
  readonly shape: BlockShape;
  readonly hue: Hue;
  readonly start: PlanarPose;
  /** A first guess of the top's brightness in the hue. */
  readonly topLevel: number;
}

/** Refines `start` in one view. Null when the block leaves the picture or the fit runs away from its start. */
export function fitBlock(input: BlockFitInput): BlockFit | null {
  const { picture, camera, shape, hue, start, topLevel } = input;
  let pose = start;
  const box = boxOfBlock(shape, pose, camera, marginPx);
  if (box === null) return null;
  const cells = (box.right - box.left) * (box.bottom - box.top);
  const seen = hueMap(picture, hue, box);
  const work = createWorkspace(shape, camera, cells);
  let levels: number[] = [topLevel, ...Array(shape.facings).fill(0.65 * topLevel), 0];
  const n = poseSize + levels.length;
  let information: number[] = [];
  for (let iteration = 0; iteration < maxIterations; iteration++) {
    predictBlock(shape, pose, camera, box, work.layers, work.scratch);
    fillSlopes(shape, pose, camera, box, levels, work);
    const forgive = Math.max(3, (iteration < 2 ? 0.5 : 0.2) * (levels[0] as number));
    const normal = gatherNormal(seen, cells, levels, work, forgive);
    addPriors(normal, levels, levels[0] as number);
    normal.matrix[2 * n + 2] = (normal.matrix[2 * n + 2] as number) + yawRidge;
    information = informationOf(normal.matrix, n);
    solve(normal.matrix, normal.right, n);
    const [dx, dy, dYaw] = normal.right as unknown as [number, number, number];
    const shrink = Math.min(1, 0.012 / Math.hypot(dx, dy), 0.25 / Math.abs(dYaw));
    pose = {
      xM: pose.xM + shrink * dx,
      yM: pose.yM + shrink * dy,
      yawRad: pose.yawRad + shrink * dYaw,
    };
    levels = levels.map((level, l) => level + shrink * (normal.right[poseSize + l] as number));
    if (!Number.isFinite(pose.xM + pose.yM + pose.yawRad) || (levels[0] as number) < 4) return null;
    if (Math.hypot(pose.xM - start.xM, pose.yM - start.yM) > farthestM) return null;
    if (Math.hypot(dx, dy) < stillM && Math.abs(dYaw) < stillRad) break;
  }
  predictBlock(shape, pose, camera, box, work.layers, work.scratch);
  const top = levels[0] as number;
  const knobShare = shape.model.knob === null ? 0 : (levels[levels.length - 1] as number) / top;
  return { pose, ...measure(seen, cells, levels, work), topLevel: top, knobShare, information };
}
