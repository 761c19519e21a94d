/**
 * Draws a tree of ideas on a surface: grid and times, lines from idea to idea, marks, numbers. Only what is in view is
 * drawn; where ideas stand closer than their marks are wide they become small squares, and their lines are left out.
 */
import type { CampaignTree, CampaignView } from '../../../main/base/model/campaign.ts';
import { type CurvePart, curveParts, drawCurve, drawNewest } from './drawCurve.ts';
import { type IdeaLook, ideaShapes, type Pen } from './ideaShapes.ts';
import { layOutTree, type PlacedNode, type TreeLayout } from './treeLayout.ts';
import type { Ink, Surface } from './treeSurface.ts';
import { clockTime, seen, type TreeFrame, timeTicks } from './treeView.ts';
import { duelWords, nodeLabel } from './treeWords.ts';

export interface TreePicture {
  readonly tree: CampaignTree;
  readonly layout: TreeLayout;
  readonly parts: readonly CurvePart[];
  /** The head that is in a duel, as a place. */
  readonly duel: {
    readonly place: number;
    readonly counts: Pick<NonNullable<CampaignView['duel']>, 'wins' | 'losses'>;
  } | null;
  /** Places. */
  readonly focus: number | null;
  readonly chosen: number | null;
  readonly hover: number | null;
}

/** What is drawn of a tree while nobody has touched it; worked out once for each tree. */
export function pictureOf(tree: CampaignTree): TreePicture {
  const parts = curveParts(tree.curve);
  return {
    ...{ tree, layout: layOutTree(tree), parts },
    ...{ duel: null, focus: null, chosen: null, hover: null },
  };
}

const markPx = { most: 6, square: 2.6 } as const;
/** Lines between ideas that stand closer say nothing. */
const linesFromPx = 5;

const order: readonly IdeaLook[] = [
  ...(['discarded', 'inconclusive', 'waiting', 'version-0'] as const),
  ...(['carried', 'kept', 'screening'] as const),
];

function drawGrid(surface: Surface, frame: TreeFrame, lastMs: number): void {
  const { colours, textPx } = surface;
  const { left, right, lanesTop, curveTop, curveBottom } = frame;
  const ticks = timeTicks(frame);
  surface.path({ stroke: colours.grid }, (pen) => {
    for (const { x } of ticks) {
      if (x < left || x > right) continue;
      pen.moveTo(Math.round(x) + 0.5, lanesTop - 8);
      pen.lineTo(Math.round(x) + 0.5, curveBottom);
    }
    for (const rate of [0, 0.5, 1]) {
      const y = Math.round(frame.yOfRate(rate)) + 0.5;
      pen.moveTo(left, y);
      pen.lineTo(right, y);
    }
  });
  const rates = curveBottom - curveTop > 3 * textPx ? [0, 0.5, 1] : [0, 1];
  for (const rate of rates)
    surface.text(rate.toFixed(1), left - 6, frame.yOfRate(rate), {
      ...{ colour: colours.quiet, align: 'right' },
    });
  const y = curveBottom + textPx * 0.6 + 4;
  const newestX = frame.xOf(lastMs);
  const newest = newestX >= left && newestX <= right;
  for (const { x, words } of ticks) {
    const half = words.length * textPx * 0.3;
    if (x - half < left - 10 || x + half > frame.size.width) continue;
    if (newest && Math.abs(x - newestX) < half + 3.5 * textPx * 0.6) continue;
    surface.text(words, x, y, { colour: colours.quiet, align: 'center' });
  }
  if (newest)
    surface.text(clockTime(lastMs), newestX, y, { colour: colours.strong, align: 'center' });
}

/** From the parent's lane to the mark: along the lane of the parent, then over to the own one. */
function line(pen: Pen, frame: TreeFrame, parent: PlacedNode, placed: PlacedNode): void {
  const [x0, y0] = [frame.xOf(parent.atMs), frame.yOfLane(parent.lane)];
  const [x1, y1] = [frame.xOf(placed.atMs), frame.yOfLane(placed.lane)];
  pen.moveTo(x0, y0);
  if (y0 === y1) {
    pen.lineTo(x1, y1);
    return;
  }
  const leave = frame.xOf(placed.leaveMs);
  if (leave > x0) pen.lineTo(leave, y0);
  const bend = Math.max(4, Math.min((x1 - leave) * 0.6, Math.abs(y1 - y0)));
  pen.bezierCurveTo(leave + bend, y0, Math.min(x1, leave + bend) - bend, y1, x1, y1);
}

function drawLines(surface: Surface, frame: TreeFrame, { layout, parts }: TreePicture): void {
  const { colours } = surface;
  const { view, pxPerMs } = frame;
  const gapPx = layout.gapMs * pxPerMs;
  const lines = (ink: Ink, belongs: (placed: PlacedNode, parent: PlacedNode) => boolean): void =>
    surface.path(ink, (pen) => {
      for (const placed of layout.nodes) {
        if (placed.parent === null || placed.atMs < view.fromMs) continue;
        const parent = layout.nodes[placed.parent];
        if (parent === undefined || parent.atMs > view.toMs || !belongs(placed, parent)) continue;
        line(pen, frame, parent, placed);
      }
    });
  const wins = ({ node }: PlacedNode): boolean => node.isWinning;
  const carries = ({ node }: PlacedNode): boolean => node.standing === 'carried';
  if (gapPx >= linesFromPx)
    lines({ stroke: colours.edge }, (placed) => !wins(placed) && !carries(placed));
  lines({ stroke: colours.text, width: 1.5 }, (placed) => !wins(placed) && carries(placed));
  const won = { stroke: parts.length > 1 ? colours.success : colours.strong, width: 3 };
  lines(won, wins);
  // The champion's line goes on until it was promoted: its duel came after it.
  const promoted = parts.length > 1 ? parts.at(-1) : undefined;
  const place = layout.placeOf.get(promoted?.policyHash ?? '');
  const champion = place === undefined ? undefined : layout.nodes[place];
  if (promoted === undefined || champion === undefined) return;
  const heir = champion.heir === null ? undefined : layout.nodes[champion.heir];
  const untilMs = Math.min(promoted.atMs[0] ?? 0, heir?.atMs ?? layout.lastMs);
  surface.path(won, (pen) => {
    pen.moveTo(frame.xOf(champion.atMs), frame.yOfLane(champion.lane));
    pen.lineTo(frame.xOf(Math.max(untilMs, champion.atMs)), frame.yOfLane(champion.lane));
  });
}

/** The head's line up to now, while it is in a duel. */
function drawDuel(surface: Surface, frame: TreeFrame, { layout, duel }: TreePicture): void {
  const placed = duel === null ? undefined : layout.nodes[duel.place];
  if (duel === null || placed === undefined) return;
  const { motion, ground } = surface.colours;
  const [x0, y] = [frame.xOf(placed.atMs), frame.yOfLane(placed.lane)];
  const x1 = Math.max(x0 + 18, frame.xOf(layout.lastMs));
  surface.path({ stroke: motion, width: 2 }, (pen) => {
    pen.moveTo(x0, y);
    pen.lineTo(x1, y);
  });
  surface.path({ fill: motion }, (pen) => ideaShapes.screening.filled?.(pen, x1, y, markPx.most));
  const words = { colour: motion, align: 'left', halo: ground } as const;
  surface.text(duelWords(duel.counts), x1 + 12, y, words);
}

function drawMarks(
  surface: Surface,
  frame: TreeFrame,
  layout: TreeLayout,
  places: readonly number[],
  r: number,
): void {
  const { colours } = surface;
  const byLook = new Map<IdeaLook, PlacedNode[]>();
  for (const place of places) {
    const placed = layout.nodes[place];
    if (placed === undefined) continue;
    const those = byLook.get(placed.node.standing);
    if (those === undefined) byLook.set(placed.node.standing, [placed]);
    else those.push(placed);
  }
  for (const look of order) {
    const those = byLook.get(look) ?? [];
    if (those.length === 0) continue;
    const { hue, ground, filled, lined } = ideaShapes[look];
    const colour = colours[hue];
    const all =
      (outline: NonNullable<typeof ground>) =>
      (pen: Pen): void => {
        for (const placed of those)
          outline(pen, frame.xOf(placed.atMs), frame.yOfLane(placed.lane), r);
      };
    if (ground !== null) surface.path({ fill: colours.ground }, all(ground));
    if (filled !== null) surface.path({ fill: colour }, all(filled));
    if (lined !== null) surface.path({ stroke: colour, width: 1.5 }, all(lined));
  }
}

/** One square for all that fall on the same two pixels of a lane: the best of them. */
function drawSquares(
  surface: Surface,
  frame: TreeFrame,
  layout: TreeLayout,
  places: readonly number[],
): void {
  const points = new Map<IdeaLook, number[]>(order.map((look) => [look, []]));
  const taken = new Map<number, number>();
  const width = frame.size.width;
  for (const place of places) {
    const placed = layout.nodes[place];
    if (placed === undefined) continue;
    const x = Math.round(frame.xOf(placed.atMs) / 2) * 2;
    const cell = (placed.lane - layout.topLane) * width + x;
    const rank = order.indexOf(placed.node.standing);
    if ((taken.get(cell) ?? -1) >= rank) continue;
    taken.set(cell, rank);
    points.get(placed.node.standing)?.push(x, frame.yOfLane(placed.lane));
  }
  for (const look of order)
    surface.squares(surface.colours[ideaShapes[look].hue], points.get(look) ?? [], 3);
}

/** Numbers where they find room: over the trunk, right of ideas in other lanes. */
function drawLabels(
  surface: Surface,
  frame: TreeFrame,
  layout: TreeLayout,
  places: readonly number[],
  r: number,
): void {
  const { colours, textPx } = surface;
  const halo = colours.ground;
  // Where the next one in each lane begins, from the right.
  const nextX = new Map<number, number>();
  for (const place of places.toReversed()) {
    const placed = layout.nodes[place];
    if (placed === undefined) continue;
    const { lane, node } = placed;
    const [x, y] = [frame.xOf(placed.atMs), frame.yOfLane(lane)];
    const words = nodeLabel(node);
    const wide = words.length * textPx * 0.6 + 3;
    const room = (nextX.get(lane) ?? Number.POSITIVE_INFINITY) - x;
    const inTrunk = lane === 0;
    const fits = room >= wide + (inTrunk ? 0 : 2 * r);
    if (!inTrunk || fits) nextX.set(lane, x);
    if (words === '' || !fits) continue;
    const colour = node.isWinning || node.standing === 'carried' ? colours.strong : colours.text;
    if (inTrunk) surface.text(words, x, y - r - textPx * 0.55, { colour, align: 'center', halo });
    else surface.text(words, x + r + 4, y, { colour, align: 'left', halo });
  }
}

function ring(surface: Surface, frame: TreeFrame, placed: PlacedNode | undefined, ink: Ink): void {
  if (placed === undefined) return;
  const [x, y] = [frame.xOf(placed.atMs), frame.yOfLane(placed.lane)];
  surface.path(ink, (pen) => pen.circle(x, y, 9.5));
}

/** A square around the one that waits for a second. */
function square(surface: Surface, frame: TreeFrame, layout: TreeLayout, place: number | null) {
  const placed = place === null ? undefined : layout.nodes[place];
  if (placed === undefined) return;
  const [x, y] = [frame.xOf(placed.atMs), frame.yOfLane(placed.lane)];
  const ink = { stroke: surface.colours.strong, width: 1.5, dash: [3, 2] };
  surface.path(ink, (pen) => pen.rect(x - 10, y - 10, 20, 20));
}

export function drawTree(surface: Surface, frame: TreeFrame, picture: TreePicture): void {
  const { layout } = picture;
  const { left, right, lanesTop, lanesBottom, size } = frame;
  const { from, to } = seen(layout, frame, 24);
  const places = Array.from({ length: to - from }, (_, index) => from + index);
  const gapPx = layout.gapMs * frame.pxPerMs;
  const r = Math.min((markPx.most * surface.textPx) / 11, gapPx * 0.42);
  drawGrid(surface, frame, layout.lastMs);
  surface.within([left, 0, right - left, size.height], () => drawCurve(surface, frame, picture));
  drawNewest(surface, frame, picture);
  const top = lanesTop - 12;
  surface.within([left - 8, top, right - left + 16, lanesBottom + 8 - top], () => {
    drawLines(surface, frame, picture);
    drawDuel(surface, frame, picture);
    if (r < markPx.square) {
      drawSquares(surface, frame, layout, places);
      const winning = places.filter((place) => layout.nodes[place]?.node.isWinning);
      drawMarks(surface, frame, layout, winning, 3.5);
    } else drawMarks(surface, frame, layout, places, r);
    if (gapPx >= 10) drawLabels(surface, frame, layout, places, r);
    square(surface, frame, layout, picture.chosen);
    const { hover, focus } = picture;
    ring(surface, frame, layout.nodes[hover ?? -1], { stroke: surface.colours.text });
    ring(surface, frame, layout.nodes[focus ?? -1], { stroke: surface.colours.focus, width: 2 });
  });
}
