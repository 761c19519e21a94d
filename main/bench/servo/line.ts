/** A straight line in joint space with its times: what a target message asks for. Pure. */
import type { Joints } from '../../base/model/arm.ts';

export interface Line {
  readonly fromRad: Joints;
  readonly toRad: Joints;
  readonly startMs: number;
  readonly arriveMs: number;
}

const share = (line: Line, atMs: number): number => {
  const span = line.arriveMs - line.startMs;
  return span <= 0 ? 1 : Math.min(1, Math.max(0, (atMs - line.startMs) / span));
};

/** Where the line says to be at `atMs`. */
export function linePosition(line: Line, atMs: number): readonly number[] {
  const s = share(line, atMs);
  return line.fromRad.map((from, j) => from + s * ((line.toRad[j] ?? Number.NaN) - from));
}

/** The mean speed of the line over the period that ends at `atMs`, radians per second. */
export function lineSpeed(line: Line, atMs: number, dtS: number): readonly number[] {
  const moved = share(line, atMs) - share(line, atMs - dtS * 1000);
  return line.fromRad.map((from, j) => (moved * ((line.toRad[j] ?? Number.NaN) - from)) / dtS);
}
