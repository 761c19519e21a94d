/**
 * From pictures in which a thing lies nearly where it shall to the thing itself: aligned with each other again and again,
 * the middle of them becomes sharp; from those that lie turned, the slant in which this camera sees the table. Wrong labels
 * and hidden ones are left out by how badly they fit.
 */
import {
  type Alignment,
  alignTemplate,
  type FlatPose,
  type Slant,
  turnGenerator,
} from '../sdk/alignTemplate.ts';
import { medianPicture } from '../sdk/medianPicture.ts';
import type { Picture } from '../sdk/picture.ts';
import { findPlaced, type Shown, shownAt } from '../sdk/placedLook.ts';
import {
  type ColourPatch,
  openPlacedView,
  type PlacedModel,
  type PlacedView,
  patchOf,
} from '../sdk/placedView.ts';
import { colourParts } from './colourParts.ts';
import { type LearntScene, notScene, stillFit, withColour } from './geometryScene.ts';

export const still: FlatPose = { dxPx: 0, dyPx: 0, turnRad: 0 };
const rounds = 4;
/** What a fit in a clear view leaves unexplained at most while nothing is known yet. */
const looseResidual = 0.45;
const leastShown = 0.6;

export interface Placed {
  readonly found: Alignment;
  readonly shown: Shown;
}

/** A model that believes nearly everything: for learning. */
function looseModel(
  learnt: LearntScene,
  thing: Picture,
  mask: Uint8Array,
  slant: Slant,
): PlacedModel {
  const { parts, rgb } = colourParts(thing, mask);
  return {
    factor: 1,
    scene: learnt.scene,
    thing,
    parts,
    partRgb: rgb,
    hue: learnt.hue,
    blind: learnt.blind,
    slant,
    middle: still,
    metric: [1, 0, 1],
    turnRad: 1,
    residual: looseResidual,
    agree: learnt.agree,
  };
}

/** The thing in an already stilled picture, from the learnt place. */
export function placeIn(view: PlacedView, picture: Picture, start: FlatPose): Placed | null {
  const patch = patchOf(picture, stillFit, view.model, view.patchBox);
  return placeInPatch(view, patch, start);
}

function placeInPatch(view: PlacedView, patch: ColourPatch, start: FlatPose): Placed | null {
  const found = alignTemplate(patch, view.template, view.model.slant, start);
  if (found === null) return null;
  return { found, shown: shownAt(view, patch, found.pose, stillFit.gain) };
}

/** The picture with the thing moved back to the learnt place. Only the surroundings of the thing are filled. */
function movedBack(picture: Picture, view: PlacedView, pose: FlatPose): Picture {
  const { patchBox: box, template, model } = view;
  const { width, height } = picture;
  const [g00, g01, g10, g11] = turnGenerator(model.slant);
  const cos = Math.cos(pose.turnRad);
  const sin = Math.sin(pose.turnRad);
  const [mx, my] = template.middle;
  const w = box.right - box.left;
  const h = box.bottom - box.top;
  const rgb = new Uint8Array(w * h * 3);
  for (let y = 0, i = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      const rx = x + box.left + 0.5 - mx;
      const ry = y + box.top + 0.5 - my;
      const px = mx + pose.dxPx + (cos + sin * g00) * rx + sin * g01 * ry - 0.5;
      const py = my + pose.dyPx + sin * g10 * rx + (cos + sin * g11) * ry - 0.5;
      const fx = Math.min(Math.max(px, 0), width - 1.001);
      const fy = Math.min(Math.max(py, 0), height - 1.001);
      const at = ((fy | 0) * width + (fx | 0)) * 3;
      const down = at + width * 3;
      const u = fx - (fx | 0);
      const v = fy - (fy | 0);
      for (let c = 0; c < 3; c++, i++) {
        const upper =
          (picture.rgb[at + c] as number) * (1 - u) + (picture.rgb[at + 3 + c] as number) * u;
        const lower =
          (picture.rgb[down + c] as number) * (1 - u) + (picture.rgb[down + 3 + c] as number) * u;
        rgb[i] = upper * (1 - v) + lower * v + 0.5;
      }
    }
  }
  return { width: w, height: h, rgb };
}

/** The whole scene with the patch put into it. */
function patched(scene: Picture, patch: Picture, view: PlacedView): Picture {
  const rgb = Uint8Array.from(scene.rgb);
  const { left, top } = view.patchBox;
  for (let y = 0; y < patch.height; y++) {
    const from = y * patch.width * 3;
    rgb.set(patch.rgb.subarray(from, from + patch.width * 3), ((y + top) * scene.width + left) * 3);
  }
  return { ...scene, rgb };
}

export interface LearntThing {
  readonly model: PlacedModel;
  /** Of each good picture: where the thing is, or null. */
  readonly places: readonly (Placed | null)[];
}

/** The half that fits best decides what fits: others may be off by half as much again and more. */
function believed(places: readonly (Placed | null)[]): boolean[] {
  const clear = places.flatMap((place) =>
    place !== null && place.shown.thing > leastShown ? [place.found.residual] : [],
  );
  clear.sort((a, b) => a - b);
  const middle = clear[Math.floor(clear.length / 2)] ?? 0;
  return places.map(
    (place) =>
      place !== null &&
      place.shown.thing > leastShown &&
      place.found.residual < Math.max(0.06, 2.5 * middle),
  );
}

/** Null: the good pictures do not show one thing in one place. */
export function learnThing(learnt: LearntScene, slant: Slant): LearntThing | null {
  let { thing, mask } = learnt;
  let view = openPlacedView(looseModel(learnt, thing, mask, slant));
  let places: (Placed | null)[] = [];
  for (let round = 0; round < rounds; round++) {
    const now = view;
    places = learnt.good.map((picture, k) => placeIn(now, picture, places[k]?.found.pose ?? still));
    const kept = believed(places);
    const aligned = learnt.good.flatMap((picture, k) =>
      kept[k] === true ? [movedBack(picture, now, (places[k] as Placed).found.pose)] : [],
    );
    if (aligned.length < 3) return null;
    thing = patched(learnt.scene, medianPicture(aligned), now);
    mask = withColour(
      thing,
      learnt.scene,
      notScene(thing, learnt.scene),
      learnt.hue,
      now.template.full,
    );
    if (mask.every((is) => is === 0)) return null;
    view = openPlacedView(looseModel(learnt, thing, mask, slant));
  }
  const last = view;
  places = learnt.good.map((picture, k) => placeIn(last, picture, places[k]?.found.pose ?? still));
  const kept = believed(places);
  return { model: last.model, places: places.map((place, k) => (kept[k] === true ? place : null)) };
}

/** Slants as points of a plane, so that neighbours are alike: the middle is the view from straight above. */
const slantAt = (u: number, v: number): Slant => ({
  ratio: Math.exp(-Math.hypot(u, v)),
  axisRad: Math.atan2(v, u) / 2,
});

/** The slant under which pictures of the thing, turned this way and that, fit best. Stilled pictures. */
export function learnSlant(model: PlacedModel, pictures: readonly Picture[]): Slant {
  const flat = openPlacedView(model);
  const material = pictures.flatMap((picture) => {
    const patch = patchOf(picture, stillFit, model, flat.patchBox);
    const best = findPlaced(flat, patch, stillFit.gain);
    if (best === null || best.shown.thing < leastShown) return [];
    if (Math.abs(best.found.pose.turnRad) > 0.9) return [];
    return [{ patch, pose: best.found.pose }];
  });
  material.sort((a, b) => Math.abs(b.pose.turnRad) - Math.abs(a.pose.turnRad));
  const used = material.slice(0, 14);
  const cost = (slant: Slant): number =>
    used.reduce((sum, { patch, pose }) => {
      const found = alignTemplate(patch, flat.template, slant, pose, true);
      return sum + Math.min(0.4, found?.residual ?? 0.4);
    }, 0);
  let best = { u: 0, v: 0, cost: cost(slantAt(0, 0)) };
  for (let step = 0.4; step > 0.04; step /= 2) {
    for (let improved = true; improved; ) {
      improved = false;
      const from = best;
      for (const [du, dv] of [
        [1, 0],
        [-1, 0],
        [0, 1],
        [0, -1],
      ] as const) {
        const u = from.u + step * du;
        const v = from.v + step * dv;
        if (Math.hypot(u, v) > 1.4) continue;
        const sum = cost(slantAt(u, v));
        if (sum < best.cost * 0.995) {
          best = { u, v, cost: sum };
          improved = true;
        }
      }
    }
  }
  return slantAt(best.u, best.v);
}
