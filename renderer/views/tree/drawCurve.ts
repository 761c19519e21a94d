/**
 * Draws the success curve under the tree: the champion's rate after each of its trials with Wilson's interval and, behind
 * it, the band that holds whenever one looks. A new champion begins a new line; where it was promoted a dashed line stands.
 */
import type { CurvePoint } from '../../../main/base/model/campaign.ts';
import { rateWords } from '../../store/trialFacts.ts';
import type { Pen } from './ideaShapes.ts';
import type { TreeLayout } from './treeLayout.ts';
import type { Surface } from './treeSurface.ts';
import type { TreeFrame } from './treeView.ts';
import { nodeLabel, nodeName } from './treeWords.ts';

export interface CurvePart {
  readonly policyHash: string;
  readonly points: readonly CurvePoint[];
  /** Of each point. */
  readonly atMs: readonly number[];
  /** When the next champion came; null: it still is. */
  readonly untilMs: number | null;
}

/** One part per champion, oldest first. */
export function curveParts(curve: readonly CurvePoint[]): readonly CurvePart[] {
  const starts = curve.flatMap(({ policyHash }, at) =>
    policyHash === curve[at - 1]?.policyHash ? [] : [at],
  );
  return starts.map((start, index) => {
    const points = curve.slice(start, starts[index + 1] ?? curve.length);
    const next = curve[starts[index + 1] ?? curve.length];
    const untilMs = next === undefined ? null : Date.parse(next.wallTime);
    const atMs = points.map(({ wallTime }) => Date.parse(wallTime));
    return { policyHash: points[0]?.policyHash ?? '', points, atMs, untilMs };
  });
}

/** Promotions that stand closer share a line. */
const promotionsPx = 8;

interface Sample {
  readonly x: number;
  readonly rate: number;
  readonly inner: readonly [number, number];
  readonly outer: readonly [number, number];
}

/** The points of a part that are in view, one on either side of it, and its end. */
function samples(frame: TreeFrame, part: CurvePart, lastMs: number): readonly Sample[] {
  const { points, atMs, untilMs } = part;
  const { view } = frame;
  const within = atMs.findIndex((ms) => ms >= view.fromMs);
  const from = within < 0 ? points.length - 1 : Math.max(0, within - 1);
  const beyond = atMs.findIndex((ms) => ms > view.toMs);
  const list = points.slice(from, beyond < 0 ? points.length : beyond + 1).map(
    ({ rate, band }, index): Sample => ({
      x: frame.xOf(atMs[from + index] ?? 0),
      rate: rate.n === 0 ? 0.5 : rate.k / rate.n,
      inner: [rate.lo, rate.hi],
      outer: band,
    }),
  );
  const last = list.at(-1);
  const endX = frame.xOf(untilMs ?? lastMs);
  return last === undefined || beyond >= 0 || endX <= last.x
    ? list
    : [...list, { ...last, x: endX }];
}

function bandOutline(
  frame: TreeFrame,
  list: readonly Sample[],
  of: (sample: Sample) => readonly [number, number],
) {
  return (pen: Pen): void => {
    list.forEach((sample, index) => {
      const y = frame.yOfRate(of(sample)[1]);
      if (index === 0) pen.moveTo(sample.x, y);
      else pen.lineTo(sample.x, y);
    });
    for (const sample of list.toReversed()) pen.lineTo(sample.x, frame.yOfRate(of(sample)[0]));
  };
}

/** What is said of a champion: which policy, its rate, its trials; with the interval at the end of the curve. */
function partWords(part: CurvePart, name: string, withInterval: boolean): string {
  const rate = part.points.at(-1)?.rate;
  if (rate === undefined) return name;
  const words = rateWords({
    ...{ successes: rate.k, n: rate.n, interval: { low: rate.lo, high: rate.hi } },
  });
  if (words === null) return name;
  return withInterval
    ? `${words.value} ${words.interval} ${words.n}`
    : `${name} ${words.value} ${words.n}`;
}

interface Curve {
  readonly parts: readonly CurvePart[];
  readonly layout: TreeLayout;
}

export function drawCurve(surface: Surface, frame: TreeFrame, { parts, layout }: Curve): void {
  const { colours, textPx } = surface;
  const { left, right, curveTop, curveBottom, lanesTop } = frame;
  const nameOf = (policyHash: string): string => {
    const place = layout.placeOf.get(policyHash);
    const node = place === undefined ? undefined : layout.nodes[place]?.node;
    if (node === undefined) return policyHash.slice(0, 8);
    return node.standing === 'version-0' ? nodeLabel(node) : nodeName(node);
  };
  const halo = colours.ground;
  let labelEnd = Number.NEGATIVE_INFINITY;
  let promotedX = Number.NEGATIVE_INFINITY;
  parts.forEach((part, index) => {
    const list = samples(frame, part, layout.lastMs);
    const [first, last] = [list.at(0), list.at(-1)];
    if (first === undefined || last === undefined || last.x < left || first.x > right) return;
    const colour = index === 0 ? colours.text : colours.success;
    surface.path(
      { fill: colour, alpha: 0.14 },
      bandOutline(frame, list, ({ outer }) => outer),
    );
    surface.path(
      { fill: colour, alpha: 0.26 },
      bandOutline(frame, list, ({ inner }) => inner),
    );
    surface.path({ stroke: colour, width: 2 }, (pen) => {
      list.forEach(({ x, rate }, at) => {
        if (at === 0) pen.moveTo(x, frame.yOfRate(rate));
        else pen.lineTo(x, frame.yOfRate(rate));
      });
    });
    if (index > 0 && first.x >= Math.max(left, promotedX + promotionsPx)) {
      promotedX = first.x;
      surface.path({ stroke: colours.success, dash: [3, 3] }, (pen) => {
        pen.moveTo(first.x, lanesTop - 8);
        pen.lineTo(first.x, curveBottom);
      });
    }
    const words = partWords(part, nameOf(part.policyHash), false);
    const x = Math.max(left, first.x) + 5;
    const wide = words.length * textPx * 0.6;
    // Above the band where it is low, else at the foot of the curve.
    const high = list.filter((each) => each.x >= x && each.x <= x + wide);
    const top = Math.max(...high.map(({ outer }) => outer[1]), first.outer[1]);
    const y = top < 0.7 ? curveTop + textPx * 0.5 : curveBottom - textPx * 0.7;
    if (x < labelEnd || x + wide > right || x + wide > last.x + 40) return;
    labelEnd = x + wide + 8;
    surface.text(words, x, y, { colour: colours.text, align: 'left', halo });
  });
}

/** The newest moment as a line, and beside it how sure the champion is now. */
export function drawNewest(surface: Surface, frame: TreeFrame, { parts, layout }: Curve): void {
  const { colours, textPx } = surface;
  const { left, right, curveBottom, lanesTop } = frame;
  const newest = parts.at(-1);
  const point = newest?.points.at(-1);
  const x = frame.xOf(layout.lastMs);
  if (newest === undefined || point === undefined || x > right || x < left) return;
  const rate = point.rate.n === 0 ? 0.5 : point.rate.k / point.rate.n;
  surface.path({ stroke: colours.strong, alpha: 0.7 }, (pen) => {
    pen.moveTo(x, lanesTop - 8);
    pen.lineTo(x, curveBottom);
  });
  const colour = parts.length > 1 ? colours.success : colours.text;
  const words = partWords(newest, '', true);
  const y = frame.yOfRate(rate);
  surface.path({ fill: colours.ground }, (pen) =>
    pen.rect(x + 4, y - textPx * 0.65, words.length * textPx * 0.6 + 4, textPx * 1.3),
  );
  surface.text(words, x + 6, y, { colour, align: 'left' });
}
