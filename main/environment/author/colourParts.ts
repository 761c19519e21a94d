/** A thing's pixels sorted by colour into a few parts (k-means from fixed starts), so that each can be asked for. */
import { erodeMask } from '../sdk/mask.ts';
import type { Picture } from '../sdk/picture.ts';

export interface ColourParts {
  /** height × width: 0 outside the mask, else 1 + the part. */
  readonly parts: Uint8Array;
  readonly rgb: readonly (readonly [number, number, number])[];
}

const mostParts = 4;
const rounds = 12;
/** Colours nearer than this are one part. */
const apartLevels = 45;

const distance = (a: readonly number[], b: readonly number[]): number =>
  Math.hypot(
    (a[0] as number) - (b[0] as number),
    (a[1] as number) - (b[1] as number),
    (a[2] as number) - (b[2] as number),
  );

function nearest(colour: readonly number[], centres: readonly (readonly number[])[]): number {
  let best = 0;
  centres.forEach((centre, k) => {
    if (distance(colour, centre) < distance(colour, centres[best] as readonly number[])) best = k;
  });
  return best;
}

/** Middle colours by which no pixel of the mask is far from its own; the largest part first. */
export function colourParts({ rgb, width, height }: Picture, mask: Uint8Array): ColourParts {
  const all: number[] = [];
  mask.forEach((is, i) => {
    if (is !== 0) all.push(i);
  });
  // Colours of edges are mixed: they are sorted, but have no say in what the parts are.
  const inside = erodeMask(mask, width, height, 2);
  const plain = all.filter((i) => inside[i] !== 0);
  const pixels = plain.length < 20 ? all : plain;
  const colourOf = (i: number): [number, number, number] => [
    rgb[i * 3] as number,
    rgb[i * 3 + 1] as number,
    rgb[i * 3 + 2] as number,
  ];
  let centres: [number, number, number][] = [meanOf(pixels.map(colourOf))];
  for (let more = 1; more <= mostParts; more++) {
    for (let round = 0; round < rounds; round++) {
      const groups: [number, number, number][][] = centres.map(() => []);
      for (const i of pixels) {
        const colour = colourOf(i);
        (groups[nearest(colour, centres)] as [number, number, number][]).push(colour);
      }
      centres = groups.filter((group) => group.length > 0).map(meanOf);
    }
    if (more === mostParts) break;
    const far = farthest(pixels.map(colourOf), centres);
    if (far === null) break;
    centres.push(far);
  }
  const parts = new Uint8Array(mask.length);
  for (const i of all) parts[i] = 1 + nearest(colourOf(i), centres);
  return { parts, rgb: centres };
}

function meanOf(colours: readonly (readonly number[])[]): [number, number, number] {
  const sum = [0, 0, 0];
  for (const colour of colours)
    for (let c = 0; c < 3; c++) sum[c] = (sum[c] as number) + (colour[c] as number);
  return sum.map((value) => value / Math.max(1, colours.length)) as [number, number, number];
}

/** A colour far from all centres that a twentieth of the pixels or more share; null when there is none. */
function farthest(
  colours: readonly [number, number, number][],
  centres: readonly (readonly number[])[],
): [number, number, number] | null {
  const off = colours
    .map((colour) => ({
      colour,
      off: distance(colour, centres[nearest(colour, centres)] ?? colour),
    }))
    .sort((a, b) => b.off - a.off);
  const few = Math.floor(off.length * 0.01);
  const tail = off.slice(few, few + Math.max(4, Math.floor(off.length * 0.03)));
  if ((tail[0]?.off ?? 0) < apartLevels) return null;
  return meanOf(tail.map(({ colour }) => colour));
}
