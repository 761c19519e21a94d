/**
 * How the bench screen uses its room: which plan, how many cameras stand beside each other, how wide a picture is. The
 * pictures get all that joints, health and the side leave them; no plan leaves a corner empty. Pixels in, pixels out.
 *
 * beside: cameras over joints and health, now and belief in a column at the side.
 * above: all cameras in one row over the whole width, the rest under them in three columns.
 * row: one camera, belief and now in one row, joints and health under them.
 */

export type BenchPlan = 'beside' | 'above' | 'row';

export interface BenchLayout {
  readonly plan: BenchPlan;
  readonly columns: number;
  readonly pictureWidthPx: number;
  /** Of the column with the cameras. */
  readonly mainWidthPx: number;
  readonly jointRowPx: number;
  /** Joints now and over the last minute, both at once. */
  readonly both: boolean;
}

export const measures = {
  padX: 16,
  padY: 12,
  gap: 12,
  viewHead: 32,
  panelHead: 32,
  tableHead: 24,
  health: 104,
  plots: 284,
  leastSide: 320,
  sideShare: 0.22,
  leastMain: 600,
  leastPicture: 160,
  /** From here on there is room for both views of the joints. */
  bothFrom: 1150,
  jointRow: { low: 24, usual: 28, high: 40 },
  lowBelow: 690,
} as const;

const aspect = 4 / 3;
const { gap } = measures;

interface Room {
  readonly width: number;
  readonly height: number;
  /** Least height of what stands under the cameras. */
  readonly joints: number;
  readonly lower: number;
}

function roomOf(widthPx: number, heightPx: number, both: boolean): Room {
  const { padX, padY, viewHead, panelHead, tableHead, health, plots, jointRow } = measures;
  const row = heightPx < measures.lowBelow + 60 ? jointRow.low : jointRow.usual;
  const joints = panelHead + tableHead + 6 * row + 2;
  return {
    width: widthPx - 2 * padX,
    height: heightPx - 2 * padY - viewHead - gap,
    joints,
    lower: joints + gap + health + (both ? gap + plots : 0),
  };
}

interface Candidate {
  readonly plan: BenchPlan;
  readonly columns: number;
  readonly pictureWidthPx: number;
}

/** Largest picture of `columns` × `rows` in a box. */
function pictureWidth(columns: number, rows: number, width: number, height: number): number {
  const byWidth = (width - (columns - 1) * gap) / columns;
  const each = (height - (rows - 1) * gap) / rows - measures.panelHead;
  return Math.floor(Math.min(byWidth, each * aspect));
}

function candidates(cameras: number, room: Room, both: boolean): readonly Candidate[] {
  const side = Math.max(measures.leastSide, measures.sideShare * room.width);
  const main = room.width - gap - side;
  const over = room.height - room.lower - gap;
  const found: Candidate[] = [];
  if (cameras === 1) {
    const under = room.joints + (both ? gap + measures.plots : 0);
    const width = room.width - 2 * gap - measures.leastSide - 300;
    const pictureWidthPx = pictureWidth(1, 1, width, room.height - under - gap);
    return [{ plan: 'row', columns: 1, pictureWidthPx }];
  }
  for (let columns = 1; columns <= cameras; columns++) {
    const rows = Math.ceil(cameras / columns);
    if (rows * columns - cameras > 0 && rows > 1) continue; // an empty corner
    const pictureWidthPx = pictureWidth(columns, rows, main, over);
    const stage = columns * pictureWidthPx + (columns - 1) * gap;
    if (stage >= measures.leastMain) found.push({ plan: 'beside', columns, pictureWidthPx });
  }
  const wide = pictureWidth(cameras, 1, room.width, over);
  const spare = room.width - cameras * wide - (cameras - 1) * gap;
  if (cameras > 2 && spare < 0.03 * room.width) {
    found.push({ plan: 'above', columns: cameras, pictureWidthPx: wide });
  }
  return found;
}

export function benchLayout(widthPx: number, heightPx: number, cameras: number): BenchLayout {
  const both = heightPx >= measures.bothFrom;
  const room = roomOf(widthPx, heightPx, both);
  const shown = Math.min(4, cameras);
  const side = Math.max(measures.leastSide, measures.sideShare * room.width);
  const fallback: Candidate = {
    plan: 'beside',
    columns: Math.max(1, shown),
    pictureWidthPx: shown === 0 ? room.width - gap - side : measures.leastPicture,
  };
  const found = shown === 0 ? [] : candidates(shown, room, both);
  const best = found.reduce<Candidate>(
    (most, each) => (each.pictureWidthPx > most.pictureWidthPx ? each : most),
    found[0] ?? fallback,
  );
  const pictureWidthPx = Math.max(measures.leastPicture, best.pictureWidthPx);
  const { columns, plan } = best;
  const rows = Math.ceil(Math.max(1, shown) / columns);
  const stage = columns * pictureWidthPx + (columns - 1) * gap;
  const stageHeight =
    shown === 0 ? 0 : rows * (pictureWidthPx / aspect + measures.panelHead) + (rows - 1) * gap;
  // Height that the pictures cannot use, because they are as wide as they may be, goes to the rows of the table.
  const lower = plan === 'row' ? room.lower - gap - measures.health : room.lower;
  const spare = Math.max(0, room.height - gap - stageHeight - lower);
  const { low, usual, high } = measures.jointRow;
  const least = heightPx < measures.lowBelow + 60 ? low : usual;
  return {
    plan,
    columns,
    pictureWidthPx,
    mainWidthPx: plan === 'beside' ? Math.max(measures.leastMain, stage) : room.width,
    jointRowPx: Math.min(high, least + Math.floor((plan === 'row' ? spare : spare / 2) / 6)),
    both,
  };
}
