/**
 * How the bench check uses its room: cameras over joints (and health where it fits) at the left, checks and set-up at
 * the side. The pictures get what the rest leaves them. Pixels in, pixels out.
 */
import { measures } from '../bench/benchLayout.ts';

export interface CheckLayout {
  readonly columns: number;
  readonly pictureWidthPx: number;
  readonly mainWidthPx: number;
  readonly jointRowPx: number;
  readonly health: boolean;
}

const aspect = 4 / 3;
const leastSidePx = 384;
const sideShare = 0.26;

export function checkLayout(widthPx: number, heightPx: number, cameras: number): CheckLayout {
  const { gap, jointRow, leastMain, leastPicture } = measures;
  const width = widthPx - 2 * measures.padX;
  const height = heightPx - 2 * measures.padY - measures.viewHead - gap;
  const health = heightPx >= measures.lowBelow;
  const least = heightPx < measures.lowBelow + 60 ? jointRow.low : jointRow.usual;
  const joints = measures.panelHead + measures.tableHead + 6 * least + 2;
  const lower = joints + (health ? gap + measures.health : 0);
  const main = Math.max(leastMain, width - gap - Math.max(leastSidePx, sideShare * width));
  const over = height - lower - gap;
  let best = { columns: Math.max(1, cameras), pictureWidthPx: 0 };
  for (let columns = 1; columns <= cameras; columns++) {
    const rows = Math.ceil(cameras / columns);
    const byWidth = (main - (columns - 1) * gap) / columns;
    const each = (over - (rows - 1) * gap) / rows - measures.panelHead;
    const pictureWidthPx = Math.floor(Math.min(byWidth, each * aspect));
    if (pictureWidthPx > best.pictureWidthPx) best = { columns, pictureWidthPx };
  }
  const pictureWidthPx = Math.max(leastPicture, best.pictureWidthPx);
  const { columns } = best;
  const stage = columns * pictureWidthPx + (columns - 1) * gap;
  const rows = Math.ceil(cameras / columns);
  const stageHeight =
    rows * (pictureWidthPx / aspect + measures.panelHead) + Math.max(0, rows - 1) * gap;
  // What the pictures cannot use, because they are as wide as they may be, goes to the rows of the table.
  const spare = Math.max(0, height - gap - stageHeight - lower);
  return {
    columns,
    pictureWidthPx,
    mainWidthPx: cameras === 0 ? main : Math.min(main, Math.max(leastMain, stage)),
    jointRowPx: Math.min(jointRow.high, least + Math.floor(spare / 12)),
    health,
  };
}
