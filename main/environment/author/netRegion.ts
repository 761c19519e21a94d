/**
 * Where to look: the square of the picture in which successes are alike and failures are unlike them, found from the
 * labelled pictures alone. Robust to some pictures being covered or wrongly labelled: it goes by middles.
 */
import { must } from '../../base/lib/assert.ts';
import type { NetViewModel } from '../sdk/netView.ts';

/** A picture in the reference's light and place, on a coarse grid: [rows × columns × 3] levels. */
export interface CoarseLook {
  readonly positive: boolean;
  readonly levels: Float32Array;
}

export interface CoarseGrid {
  readonly columns: number;
  readonly rows: number;
  /** Pixels of the picture per cell. */
  readonly stepPx: number;
}

/** Of what tells the classes apart, this share must lie in the square. */
const heldShare = 0.9;
/** Cells that tell less than this share of the best are noise. */
const noiseShare = 0.25;
const leastSidePx = 24;
const marginShare = 0.12;

function middleOf(values: number[]): number {
  values.sort((a, b) => a - b);
  return values[values.length >> 1] ?? 0;
}

/** Mean and the variance of that mean. */
function meanOf(values: readonly number[]): { readonly mean: number; readonly error2: number } {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const square = values.reduce((sum, each) => sum + (each - mean) ** 2, 0) / values.length;
  return { mean, error2: square / values.length };
}

/**
 * Per cell: how much farther failures lie from the middle success than successes do, in levels, less twice what chance may
 * do (an arm that happens to stand there more often in one class).
 */
export function tellingOf(looks: readonly CoarseLook[], grid: CoarseGrid): Float32Array {
  const positives = looks.filter(({ positive }) => positive);
  const negatives = looks.filter(({ positive }) => !positive);
  const telling = new Float32Array(grid.columns * grid.rows);
  for (let cell = 0; cell < telling.length; cell++) {
    for (let i = cell * 3; i < cell * 3 + 3; i++) {
      const middle = middleOf(positives.map(({ levels }) => must(levels[i])));
      const off = ({ levels }: CoarseLook): number => Math.abs(must(levels[i]) - middle);
      const far = meanOf(negatives.map(off));
      const alike = meanOf(positives.map(off));
      const chance = 2 * Math.sqrt(far.error2 + alike.error2);
      telling[cell] = must(telling[cell]) + Math.max(0, far.mean - alike.mean - chance);
    }
  }
  return telling;
}

/** Sums over squares of `size` cells; [row, column] of the best and what it holds. */
function bestSquare(telling: Float32Array, { columns, rows }: CoarseGrid, size: number) {
  let best = { row: 0, column: 0, held: -1 };
  for (let row = 0; row + size <= rows; row++) {
    for (let column = 0; column + size <= columns; column++) {
      let held = 0;
      for (let y = row; y < row + size; y++)
        for (let x = column; x < column + size; x++) held += must(telling[y * columns + x]);
      if (held > best.held) best = { row, column, held };
    }
  }
  return best;
}

/** The smallest square that holds most of what tells the classes apart; null where nothing does. */
export function findRegion(
  looks: readonly CoarseLook[],
  grid: CoarseGrid,
): NetViewModel['box'] | null {
  const telling = tellingOf(looks, grid);
  const most = telling.reduce((a, b) => Math.max(a, b), 0);
  if (most < 2) return null;
  const clear = telling.map((each) => (each > noiseShare * most ? each : 0));
  const whole = clear.reduce((a, b) => a + b, 0);
  const largest = Math.min(grid.columns, grid.rows);
  for (let size = Math.ceil(leastSidePx / grid.stepPx); size <= largest; size++) {
    const { row, column, held } = bestSquare(clear, grid, size);
    if (held < heldShare * whole && size < largest) continue;
    const sidePx = size * grid.stepPx * (1 + 2 * marginShare);
    const shift = marginShare * size * grid.stepPx;
    return { leftPx: column * grid.stepPx - shift, topPx: row * grid.stepPx - shift, sidePx };
  }
  return null;
}
