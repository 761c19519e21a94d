/**
 * Where the envelope is named in a picture: its floor at the leftmost corner that is seen, its height at the rightmost
 * corner above. Nothing is named at a corner outside of the picture or under the judge's words. Pure.
 */
import type { Box } from '../../main/base/model/arm.ts';
import type { CameraModel } from '../../main/base/model/camera.ts';
import { type PixelPoint, projectPoint, type Vec3 } from './project.ts';

export interface PlacedWords extends PixelPoint {
  readonly words: string;
  readonly anchor: 'start' | 'end';
}

/** The judge's words stand in these lines at the top and at the bottom. */
const margin = { top: 30, bottom: 28, side: 8 } as const;
/** Room that the longest words take, with their gap to the corner. */
const wordsPx = 112;
const gapPx = 6;

function cornersAt(box: Box, z: number): readonly Vec3[] {
  return [box.x.min, box.x.max].flatMap((x) => [box.y.min, box.y.max].map((y): Vec3 => [x, y, z]));
}

/** `model` at the size on screen. */
export function envelopeWords(model: CameraModel, box: Box): readonly PlacedWords[] {
  const { widthPx, heightPx } = model;
  const seen = (z: number): readonly PixelPoint[] =>
    cornersAt(box, z)
      .map((corner) => projectPoint(model, corner))
      .filter((point) => point !== null)
      .filter(({ y }) => y > margin.top + 12 && y < heightPx - margin.bottom);
  const placed: PlacedWords[] = [];
  const [left] = seen(box.z.min)
    .filter(({ x }) => x > margin.side && x + wordsPx < widthPx)
    .toSorted((a, b) => a.x - b.x);
  if (left !== undefined) {
    const at = { x: left.x + gapPx, y: left.y - gapPx };
    placed.push({ ...at, words: 'envelope, floor', anchor: 'start' });
  }
  const [right] = seen(box.z.max)
    .filter(({ x }) => x < widthPx - margin.side && x - wordsPx / 2 > 0)
    .toSorted((a, b) => b.x - a.x);
  if (right !== undefined) {
    const words = `${(box.z.max * 1000).toFixed(0)} mm up`;
    placed.push({ x: right.x - gapPx, y: right.y + 2 * gapPx + 4, words, anchor: 'end' });
  }
  return placed;
}
