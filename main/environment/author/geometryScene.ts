/**
 * What one camera's labelled pictures have in common: the scene without the thing, and the thing where it lies in the good
 * ones, told apart by a direction of colour. Learnt from pictures and labels alone; wrong labels and arms in the way are
 * outvoted, pixel by pixel.
 */
import { noShift } from '../sdk/affine.ts';
import { closeMask, dilateMask, fillHoles, openMask } from '../sdk/mask.ts';
import { medianPicture } from '../sdk/medianPicture.ts';
import type { Picture } from '../sdk/picture.ts';
import { isSceneColour, levelOf, type PlacedModel } from '../sdk/placedView.ts';
import {
  createSceneReference,
  registerScene,
  type SceneFit,
  undoScene,
} from '../sdk/registerScene.ts';
import { findRegions, type Hue, hueOf } from '../sdk/vision.ts';
import { colourParts } from './colourParts.ts';

export interface LearntScene {
  readonly scene: Picture;
  /** Pictures of the good clips, moved and lit to the scene; in the order they were given. */
  readonly good: readonly Picture[];
  /** The thing's pixels in the middle of the good pictures, and that middle. */
  readonly mask: Uint8Array;
  readonly thing: Picture;
  readonly hue: Hue;
  readonly blind: boolean;
  readonly agree: number;
}

/** As many pictures tell what the scene is; more cost time and change nothing. */
const mostScene = 32;
const mostRough = 16;
const leastThingPx = 40;
/** The thing's colour must stand out of the scene's by this many levels. */
const leastLevels = 24;

export const stillFit: SceneFit = {
  gain: [1, 1, 1],
  shift: noShift,
  shiftPx: 0,
  turnRad: 0,
  agree: 1,
};

/** Every so manieth of them, `most` at most. */
export function spread<T>(items: readonly T[], most: number): T[] {
  if (items.length <= most) return [...items];
  return Array.from({ length: most }, (_, k) => items[Math.floor((k * items.length) / most)] as T);
}

/** Pixels that do not show the scene, cleaned of specks; the largest region and those not much smaller. */
export function notScene(picture: Picture, scene: Picture): Uint8Array {
  const { width, height } = scene;
  const mask = new Uint8Array(width * height);
  for (let i = 0; i < mask.length; i++) {
    const at = i * 3;
    const known =
      (scene.rgb[at] as number) + (scene.rgb[at + 1] as number) + (scene.rgb[at + 2] as number);
    if (known < 12) continue;
    const [r, g, b] = [picture.rgb[at], picture.rgb[at + 1], picture.rgb[at + 2]] as [
      number,
      number,
      number,
    ];
    if (!isSceneColour(r, g, b, scene.rgb, at)) mask[i] = 1;
  }
  return largest(
    fillHoles(closeMask(openMask(mask, width, height, 1), width, height, 1), width, height),
    width,
    height,
  );
}

/** Regions of at least a third of the largest one. */
export function largest(mask: Uint8Array, width: number, height: number): Uint8Array {
  const { labels, regions } = findRegions(mask, width, height, leastThingPx);
  const most = regions[0]?.areaPx ?? 0;
  const kept = new Set(
    regions.filter(({ areaPx }) => areaPx * 3 >= most).map(({ label }) => label),
  );
  return mask.map((_, i) => (kept.has(labels[i] as number) ? 1 : 0));
}

/** The colour direction of the thing: of the part that stands out most, weighed by its size. */
function hueOfThing(
  thing: Picture,
  scene: Picture,
  mask: Uint8Array,
): { readonly hue: Hue; readonly blind: boolean } | null {
  const behind = meanColour(scene, mask);
  const { rgb: colours, parts } = colourParts(thing, mask);
  let best: { hue: Hue; weight: number } | null = null;
  colours.forEach((colour, p) => {
    const hue = hueOf(colour, behind);
    if (hue === null) return;
    const level = hue.reduce(
      (sum, h, c) => sum + h * ((colour[c] as number) - (behind[c] as number)),
      0,
    );
    const size = parts.reduce((sum, part) => sum + (part === p + 1 ? 1 : 0), 0);
    if (level < leastLevels) return;
    if (best === null || level * size > best.weight) best = { hue, weight: level * size };
  });
  const found = best as { hue: Hue; weight: number } | null;
  if (found !== null) return { hue: found.hue, blind: true };
  const own = meanColour(thing, mask);
  const off = own.map((value, c) => value - (behind[c] as number));
  const length = Math.hypot(...off);
  if (length < leastLevels) return null;
  return { hue: off.map((value) => value / length) as unknown as Hue, blind: false };
}

function meanColour({ rgb }: Picture, mask: Uint8Array): [number, number, number] {
  const sum: [number, number, number] = [0, 0, 0];
  let n = 0;
  mask.forEach((is, i) => {
    if (is === 0) return;
    n++;
    for (let c = 0; c < 3; c++) sum[c] = (sum[c] as number) + (rgb[i * 3 + c] as number);
  });
  return sum.map((value) => value / Math.max(1, n)) as [number, number, number];
}

/** Where a picture shows the thing's colour, with room around it: that is not the scene. */
function inFront(picture: Picture, scene: Picture, hue: Hue, full: number): Uint8Array {
  const { width, height } = scene;
  const mask = new Uint8Array(width * height);
  const model: Pick<PlacedModel, 'hue'> = { hue };
  for (let i = 0; i < mask.length; i++) {
    if (levelOf(model, picture.rgb, i * 3, scene.rgb, i * 3) > 0.35 * full) mask[i] = 1;
  }
  const { labels, regions } = findRegions(mask, width, height, leastThingPx);
  if (regions.length === 0) return mask.fill(0);
  const kept = mask.map((_, i) => ((labels[i] as number) > 0 ? 1 : 0));
  return dilateMask(fillHoles(closeMask(kept, width, height, 3), width, height), width, height, 4);
}

/** Null: nothing that the good pictures have in common sets them apart from the scene. */
export function learnScene(
  good: readonly Picture[],
  bad: readonly Picture[],
  known?: Picture,
): LearntScene | null {
  const raw = spread(bad, mostScene);
  const first = medianPicture(spread(raw, mostRough));
  const rough = createSceneReference(known ?? first);
  const still = (picture: Picture): Picture => undoScene(picture, registerScene(picture, rough));
  const others = raw.map(still);
  const placed = good.map(still);
  const thing = medianPicture(placed);
  let scene = known === undefined ? first : medianPicture(spread(others, mostRough));
  let mask = notScene(thing, scene);
  for (let round = 0; round < 2; round++) {
    if (mask.reduce((sum, is) => sum + is, 0) < leastThingPx) return null;
    const told = hueOfThing(thing, scene, mask);
    if (told === null) return null;
    const full = levelIn(thing, scene, mask, told.hue);
    scene = medianPicture(
      others,
      others.map((picture) => inFront(picture, scene, told.hue, full)),
    );
    mask = withColour(thing, scene, notScene(thing, scene), told.hue, full);
  }
  const told = hueOfThing(thing, scene, mask);
  if (told === null) return null;
  // The pictures as they came where they are registered to the known scene: that is done already.
  const reference = known === undefined ? createSceneReference(scene) : rough;
  const agrees = (known === undefined ? others : raw)
    .map((picture) => registerScene(picture, reference).agree)
    .sort((a, b) => a - b);
  return {
    ...{ scene, good: placed, mask, thing, ...told },
    agree: 0.7 * (agrees[Math.floor(agrees.length * 0.1)] ?? 0),
  };
}

/** Of a mask, the regions that hold the thing's colour, and of them what is near that colour. */
export function withColour(
  picture: Picture,
  scene: Picture,
  mask: Uint8Array,
  hue: Hue,
  full: number,
): Uint8Array {
  const { width, height } = scene;
  const coloured = mask.map((is, i) => {
    if (is === 0) return 0;
    return levelOf({ hue }, picture.rgb, i * 3, scene.rgb, i * 3) > 0.35 * full ? 1 : 0;
  });
  const solid = largest(coloured, width, height);
  const area = solid.reduce((sum, is) => sum + is, 0);
  const reach = Math.max(2, Math.round(0.14 * Math.sqrt(area)));
  const near = dilateMask(fillHoles(solid, width, height), width, height, reach);
  const { labels, regions } = findRegions(mask, width, height, leastThingPx);
  const kept = new Set(
    regions
      .filter(({ label }) => solid.some((is, i) => is !== 0 && labels[i] === label))
      .map(({ label }) => label),
  );
  return mask.map((_, i) => (kept.has(labels[i] as number) && near[i] !== 0 ? 1 : 0));
}

/** The level that the plain parts of the thing have. */
function levelIn(thing: Picture, scene: Picture, mask: Uint8Array, hue: Hue): number {
  const levels: number[] = [];
  mask.forEach((is, i) => {
    if (is !== 0) levels.push(levelOf({ hue }, thing.rgb, i * 3, scene.rgb, i * 3));
  });
  levels.sort((a, b) => a - b);
  return levels[Math.floor(levels.length * 0.75)] ?? 0;
}
