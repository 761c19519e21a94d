/**
 * The scene that stays, out of pictures in which things and arm move: the middle of each pixel over all of them, and where
 * it is steady. Knows no file.
 */
import type { SmallPicture } from '../../store/record/smallPicture.ts';

export interface SteadyScene {
  readonly picture: SmallPicture;
  /** 1 where the pictures agree. */
  readonly steady: Uint8Array;
}

/** Of 255: more than noise and JPEG, less than an edge of a thing that came and went. */
const steadyWithin = 10;

function middle(values: Uint8Array): number {
  values.sort();
  return values[values.length >> 1] ?? 0;
}

/** So many values between two pauses. */
const atOnce = 6000;

/** All of the same size; at least one. `pause` lets others have the thread. */
export async function medianScene(
  pictures: readonly SmallPicture[],
  pause: () => Promise<void>,
): Promise<SteadyScene> {
  const first = pictures[0] as SmallPicture;
  const rgb = new Uint8Array(first.rgb.length);
  const steady = new Uint8Array(first.widthPx * first.heightPx).fill(1);
  const values = new Uint8Array(pictures.length);
  for (let at = 0; at < rgb.length; at++) {
    if (at % atOnce === 0) await pause();
    for (let n = 0; n < pictures.length; n++) values[n] = pictures[n]?.rgb[at] ?? 0;
    const centre = middle(values);
    rgb[at] = centre;
    for (let n = 0; n < values.length; n++) values[n] = Math.abs((values[n] ?? 0) - centre);
    if (middle(values) > steadyWithin) steady[Math.floor(at / 3)] = 0;
  }
  return { picture: { ...first, rgb }, steady };
}
