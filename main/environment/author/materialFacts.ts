/**
 * What the clips do not show, from their own pictures and dates: one lighting, one day, one camera pose, few examples of a
 * kind. Each is a sentence for people with its figure. Knows no task.
 */
import { must } from '../../base/lib/assert.ts';
import type { AuthorClip } from '../../base/wire/author.ts';
import { type Picture, shrinkPicture } from '../sdk/picture.ts';

/** One picture of each clip, by role. */
export interface ClipPictures {
  readonly clip: AuthorClip;
  readonly pictures: Readonly<Record<string, Picture>>;
}

interface Small {
  readonly width: number;
  readonly height: number;
  readonly grey: Float64Array;
  readonly factor: number;
}

const smallSidePx = 96;
/** Brightness of the darkest and the brightest clips differs by less: one lighting. */
const oneLighting = 1.3;
/** Of the picture's width; the camera moved by less in all clips: one pose. */
const oneShare = 0.01;
const fewPositives = 20;

function smallOf(picture: Picture): Small {
  const factor = Math.max(1, Math.round(Math.max(picture.width, picture.height) / smallSidePx));
  const { width, height, rgb } = shrinkPicture(picture, factor);
  const grey = Float64Array.from(
    { length: width * height },
    (_, i) => (must(rgb[3 * i]) + must(rgb[3 * i + 1]) + must(rgb[3 * i + 2])) / 3,
  );
  return { width, height, grey, factor };
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.round(share * (sorted.length - 1))] ?? 0;
}

function medianGrey(pictures: readonly Small[]): Float64Array {
  const { grey } = must(pictures[0]);
  return grey.map((_, i) =>
    quantile(
      pictures.map((each) => must(each.grey[i])),
      0.5,
    ),
  );
}

/**
 * How far `picture` is shifted against `scene`, in its own pixels: one step of least squares over the gradients, twice, the
 * second without what differs most (things that moved).
 */
function shiftPx({ width, height, grey, factor }: Small, scene: Float64Array): number {
  const gain = quantile([...grey], 0.5) / Math.max(1, quantile([...scene], 0.5));
  let bound = Number.POSITIVE_INFINITY;
  let x = 0;
  let y = 0;
  for (let round = 0; round < 2; round++) {
    const rest: number[] = [];
    let [xx, xy, yy, xt, yt] = [0, 0, 0, 0, 0];
    for (let row = 1; row < height - 1; row++) {
      for (let column = 1; column < width - 1; column++) {
        const at = row * width + column;
        const gx = (must(scene[at + 1]) - must(scene[at - 1])) / 2;
        const gy = (must(scene[at + width]) - must(scene[at - width])) / 2;
        const off = must(grey[at]) / gain - must(scene[at]) + x * gx + y * gy;
        rest.push(Math.abs(off));
        if (Math.abs(off) > bound) continue;
        const t = must(scene[at]) - must(grey[at]) / gain;
        xx += gx * gx;
        xy += gx * gy;
        yy += gy * gy;
        xt += gx * t;
        yt += gy * t;
      }
    }
    const det = xx * yy - xy * xy;
    if (det < 1e-6 * (xx + yy) * (xx + yy)) return 0;
    x = (yy * xt - xy * yt) / det;
    y = (xx * yt - xy * xt) / det;
    bound = 3 * quantile(rest, 0.5);
  }
  return factor * Math.hypot(x, y);
}

function lightCaveat(role: string, pictures: readonly Small[]): string[] {
  const levels = pictures.map(({ grey }) => quantile([...grey], 0.5));
  const spread = quantile(levels, 0.95) / Math.max(1, quantile(levels, 0.05));
  if (spread >= oneLighting) return [];
  const percent = Math.round(100 * (spread - 1));
  return [
    `${role}: all clips come from one lighting (its brightness varies by ${percent} %); what another light does to the ` +
      'verdicts was not seen: add clips in other light.',
  ];
}

function poseCaveat(role: string, pictures: readonly Small[], widthPx: number): string[] {
  const scene = medianGrey(pictures);
  const most = quantile(
    pictures.map((picture) => shiftPx(picture, scene)),
    0.95,
  );
  if (most >= oneShare * widthPx) return [];
  return [
    `${role}: all clips come from one camera pose (the scene shifts by at most ${most.toFixed(1)} px of ${widthPx}); a ` +
      'moved camera was not seen: author anew when it is moved.',
  ];
}

function clipCaveats(clips: readonly AuthorClip[]): string[] {
  const caveats: string[] = [];
  const days = [...new Set(clips.map(({ wallTime }) => wallTime.slice(0, 10)))].sort();
  if (days.length === 1)
    caveats.push(
      `All clips were recorded on one day (${days[0]}): what changes from day to day (daylight, dust, where the camera ` +
        'sits) was not seen.',
    );
  const positives = clips.filter(({ label }) => label === 'success').length;
  if (positives < fewPositives)
    caveats.push(`It learnt from ${positives} successes only: its recall is not known well.`);
  if (!clips.some(({ label, nearMiss }) => label === 'failure' && nearMiss !== null))
    caveats.push(
      'No failure is named a near miss: how it does close to the bounds is not known. Add near misses.',
    );
  if (clips.every(({ source }) => source === 'import'))
    caveats.push('All clips were imported: no arm was known, and nothing of it is checked.');
  return caveats;
}

export function caveatsOf(all: readonly ClipPictures[], roles: readonly string[]): string[] {
  const ofPictures = roles.flatMap((role) => {
    const pictures = all.flatMap((each) => each.pictures[role] ?? []);
    const first = pictures[0];
    if (first === undefined) return [];
    const same = pictures.filter(
      ({ width, height }) => width === first.width && height === first.height,
    );
    const small = same.map(smallOf);
    return [...lightCaveat(role, small), ...poseCaveat(role, small, first.width)];
  });
  const alone =
    roles.length === 1
      ? [`It looks through one camera only (${roles[0]}): what hides there is not seen at all.`]
      : [];
  return [...clipCaveats(all.map(({ clip }) => clip)), ...ofPictures, ...alone];
}
