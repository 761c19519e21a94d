/**
 * The calibration board as things to draw: a sheet of paper and its black cells, runs of a row in one box. It is seen and
 * not felt, and casts no shadow of its own.
 */
import { must } from '../../../../base/lib/assert.ts';
import {
  type BoardPose,
  boardCells,
  boardRotation,
  charucoBoard,
} from '../../../../base/model/charucoBoard.ts';
import type { Rgb } from '../../../../base/model/scene.ts';
import type { SnapshotGeom } from '../snapshot.ts';
import { snapshotStride } from '../snapshot.ts';
import type { Distractors } from './distractorGeoms.ts';

const paperRgb: Rgb = [0.92, 0.92, 0.92];
const inkRgb: Rgb = [0.04, 0.04, 0.04];
const paperHalfM = 0.0005;
/** Ink stands this far above the paper, so that no drawing order matters. */
const inkHalfM = 0.0001;

interface Plate {
  readonly halfM: readonly [number, number, number];
  readonly atM: readonly [number, number, number];
  readonly rgb: Rgb;
}

/** In the board's frame, with the print at z = 0. */
function plates(): readonly Plate[] {
  const cells = boardCells();
  const columns = must(cells[0]).length;
  const cellM = (charucoBoard.squaresX * charucoBoard.squareM) / columns;
  const widthM = columns * cellM;
  const heightM = cells.length * cellM;
  const { marginM } = charucoBoard;
  const paper: Plate = {
    halfM: [widthM / 2 + marginM, heightM / 2 + marginM, paperHalfM],
    atM: [0, 0, -paperHalfM - inkHalfM],
    rgb: paperRgb,
  };
  const ink = cells.flatMap((row, y) => {
    const runs: Plate[] = [];
    for (let from = 0; from < columns; from++) {
      if (row[from] !== true) continue;
      let to = from;
      while (row[to] === true) to++;
      const lengthM = (to - from) * cellM;
      runs.push({
        halfM: [lengthM / 2, cellM / 2, inkHalfM],
        atM: [from * cellM + lengthM / 2 - widthM / 2, heightM / 2 - (y + 0.5) * cellM, 0],
        rgb: inkRgb,
      });
      from = to;
    }
    return runs;
  });
  return [paper, ...ink];
}

export function boardGeoms(pose: BoardPose): Distractors {
  const r = boardRotation(pose);
  const at = (row: number, [x, y, z]: Plate['atM']): number =>
    must(r[row * 3]) * x + must(r[row * 3 + 1]) * y + must(r[row * 3 + 2]) * z;
  // The paper lies on the table: its print is a paper's thickness higher.
  const liftM = pose.zM + 2 * paperHalfM + inkHalfM;
  const parts = plates();
  const poses = new Float64Array(parts.length * snapshotStride);
  const geoms = parts.map(({ halfM, atM, rgb }, index): SnapshotGeom => {
    poses.set(
      [pose.xM + at(0, atM), pose.yM + at(1, atM), liftM + at(2, atM), ...r],
      index * snapshotStride,
    );
    return { name: `board.${index}`, kind: 'box', sizeM: halfM, rgb, belongsTo: 'table' };
  });
  return { geoms, poses };
}
