/** A reset over time as points and lines: rates above, seconds below, blocks in order at even steps. Pure; pixels. */
import type { ResetBlock, ResetDrift } from '../../../main/base/model/reset.ts';

export interface Tick {
  readonly y: number;
  readonly words: string;
}

export interface DriftPlot {
  readonly left: number;
  readonly right: number;
  readonly points: readonly {
    readonly block: ResetBlock;
    readonly x: number;
    readonly y: number;
    readonly lowY: number;
    readonly highY: number;
    readonly secondsY: number;
  }[];
  /** Through the trials alone. */
  readonly line: string;
  readonly seconds: string;
  /** The lower end of what it was accepted with. */
  readonly standardY: number | null;
  readonly ticks: readonly Tick[];
  readonly secondTicks: readonly Tick[];
  readonly secondsTop: number;
  /** Where times are written. */
  readonly bottom: number;
}

const margin = { left: 52, right: 20, top: 16, bottom: 28, between: 28 } as const;
const rateShare = 0.68;
/** No finer than a tenth: an axis that shows every per cent says wear where there is none. */
const rateStep = 0.1;

const path = (points: readonly (readonly [number, number])[]): string =>
  points.map(([x, y], at) => `${at === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`).join('');

export function driftPlot(
  { blocks, standard }: ResetDrift,
  width: number,
  height: number,
): DriftPlot {
  const [left, right] = [margin.left, width - margin.right];
  const deep = Math.max(40, height - margin.top - margin.bottom - margin.between);
  const rateBottom = margin.top + deep * rateShare;
  const secondsTop = rateBottom + margin.between;
  const secondsBottom = margin.top + margin.between + deep;
  const least = Math.min(standard?.lo ?? 1, ...blocks.map(({ first }) => first.lo));
  const floor = Math.max(0, Math.floor(least / rateStep) * rateStep);
  const rateY = (rate: number): number =>
    rateBottom - ((rate - floor) / (1 - floor)) * (rateBottom - margin.top);
  const most = Math.max(1, Math.ceil(Math.max(...blocks.map(({ secondsP50 }) => secondsP50))));
  const secondsY = (seconds: number): number =>
    secondsBottom - (seconds / most) * (secondsBottom - secondsTop);
  const step = blocks.length < 2 ? 0 : (right - left - 16) / (blocks.length - 1);
  const xAt = (at: number): number =>
    blocks.length < 2 ? (left + right) / 2 : left + 8 + at * step;
  const points = blocks.map((block, at) => ({
    block,
    x: xAt(at),
    y: rateY(block.first.k / block.first.n),
    lowY: rateY(block.first.lo),
    highY: rateY(block.first.hi),
    secondsY: secondsY(block.secondsP50),
  }));
  const rates = [floor, (floor + 1) / 2, 1];
  return {
    ...{ left, right, points, secondsTop, bottom: height - 6 },
    line: path(
      points.flatMap(({ block, x, y }) => (block.kind === 'trials' ? [[x, y] as const] : [])),
    ),
    seconds: path(points.map((point) => [point.x, point.secondsY] as const)),
    standardY: standard === null ? null : rateY(standard.lo),
    ticks: rates.map((rate) => ({ y: rateY(rate), words: `${Math.round(100 * rate)} %` })),
    secondTicks: [0, most].map((seconds) => ({ y: secondsY(seconds), words: `${seconds} s` })),
  };
}
