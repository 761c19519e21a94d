/**
 * Start states from above, as the robot stands behind them: x forward is up, y to the left is left. Also their cumulative
 * distributions, as steps. Pure; millimetres and pixels.
 */
import type { ResetTry, ResetView } from '../../../main/base/model/reset.ts';
import type { PlanarPose } from '../../../main/base/model/scene.ts';
import { wrapRad } from '../../draw/poseWords.ts';
import type { Axis } from '../../store/resetFacts.ts';

type Box = NonNullable<ResetView['box']>;

export interface MapPoint {
  readonly x: number;
  readonly y: number;
}

export interface StartMap {
  readonly box: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  /** Pixels of a metre. */
  readonly scale: number;
  at(pose: Pick<PlanarPose, 'xM' | 'yM'>): MapPoint;
}

/** Where positions lie; of nothing a box of nothing. */
function around(poses: readonly Pick<PlanarPose, 'xM' | 'yM'>[]): Box {
  const range = (values: readonly number[]) => ({
    min: Math.min(...values),
    max: Math.max(...values),
  });
  return { x: range(poses.map(({ xM }) => xM)), y: range(poses.map(({ yM }) => yM)) };
}

/** The stated box, else the one around what was asked for; null while nothing was. */
export function boxOfStarts(stated: Box | undefined, tries: readonly ResetTry[]): Box | null {
  if (stated !== undefined) return stated;
  return tries.length === 0 ? null : around(tries.map(({ wanted }) => wanted));
}

const marginPx = 30;
/** A side of nothing could not be scaled. */
const leastM = 0.01;

/** Fits the box and everything that was seen outside of it into so many pixels. */
export function startMap(
  box: Box,
  tries: readonly Pick<ResetTry, 'seen'>[],
  widthPx: number,
  heightPx: number,
): StartMap {
  const corners = [
    { xM: box.x.min, yM: box.y.min },
    { xM: box.x.max, yM: box.y.max },
  ];
  const seen = tries.flatMap((each) => (each.seen === null ? [] : [each.seen]));
  const all = around([...corners, ...seen]);
  const deep = Math.max(leastM, all.x.max - all.x.min);
  const wide = Math.max(leastM, all.y.max - all.y.min);
  const scale = Math.max(
    1,
    Math.min((widthPx - 2 * marginPx) / wide, (heightPx - 2 * marginPx) / deep),
  );
  const middle = { x: (all.x.min + all.x.max) / 2, y: (all.y.min + all.y.max) / 2 };
  const at: StartMap['at'] = ({ xM, yM }) => ({
    x: widthPx / 2 - (yM - middle.y) * scale,
    y: heightPx / 2 - (xM - middle.x) * scale,
  });
  const corner = at({ xM: box.x.max, yM: box.y.max });
  const [w, h] = [(box.y.max - box.y.min) * scale, (box.x.max - box.x.min) * scale];
  return { box: { ...corner, w, h }, scale, at };
}

/** The end of a stroke that begins at a start state and shows its turn. */
export function strokeEnd(from: MapPoint, yawRad: number, lengthPx: number): MapPoint {
  return { x: from.x - Math.sin(yawRad) * lengthPx, y: from.y - Math.cos(yawRad) * lengthPx };
}

/** From where to where a coordinate is drawn; turns always once round. */
export function axisSpan(axis: Axis, box: Box | null): { readonly min: number; max: number } {
  if (axis === 'yawRad' || box === null) return { min: -Math.PI, max: Math.PI };
  return axis === 'xM' ? box.x : box.y;
}

/** The share of `values` at or below each, as the path of steps in a picture of so many pixels; empty for none. */
export function stepPath(
  values: readonly number[],
  span: { readonly min: number; readonly max: number },
  widthPx: number,
  heightPx: number,
): string {
  if (values.length === 0) return '';
  const width = Math.max(Number.EPSILON, span.max - span.min);
  const toX = (value: number): string =>
    (Math.min(1, Math.max(0, (value - span.min) / width)) * widthPx).toFixed(1);
  const toY = (share: number): string => ((1 - share) * heightPx).toFixed(1);
  const steps = values
    .toSorted((a, b) => a - b)
    .map((value, index) => `H${toX(value)}V${toY((index + 1) / values.length)}`);
  return `M0 ${toY(0)}${steps.join('')}H${widthPx.toFixed(1)}`;
}

/** One coordinate of what was asked for and of what was seen. */
export function valuesOf(
  tries: readonly ResetTry[],
  axis: Axis,
): { readonly wanted: readonly number[]; readonly seen: readonly number[] } {
  const of = (pose: PlanarPose): number => (axis === 'yawRad' ? wrapRad(pose.yawRad) : pose[axis]);
  return {
    wanted: tries.map(({ wanted }) => of(wanted)),
    seen: tries.flatMap(({ seen }) => (seen === null ? [] : [of(seen)])),
  };
}
