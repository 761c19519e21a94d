/**
 * What one camera's picture says of a thing that is to lie in a learnt place: the fits tried, the best one weighed, and the
 * answer with what speaks against it. It is strict: a thing that does not look like the learnt one is not seen.
 */
import { type Alignment, alignTemplate, type FlatPose, turnGenerator } from './alignTemplate.ts';
import { exposureOf, type Picture, shrunkPicture } from './picture.ts';
import { type ColourPatch, type PlacedModel, type PlacedView, patchOf } from './placedView.ts';
import { registerScene, type SceneFit } from './registerScene.ts';
import { roughCost } from './roughCost.ts';
import type { Gain } from './sceneLight.ts';

export interface PlacedLook {
  /** False: this camera cannot tell. */
  readonly seen: boolean;
  /** 0…1, 0.5 at the bound. */
  readonly score: number;
  readonly flags: readonly string[];
  /** What speaks against a success whatever other cameras say. */
  readonly doubt: string | null;
  readonly pose: FlatPose | null;
  /** From the middle of the good places, in units of the bound; infinite where the thing is not there. */
  readonly distance: number;
  readonly residual: number;
  /** Share of the thing that is seen at the pose. */
  readonly coverage: number;
  readonly fit: SceneFit | null;
  /** What it looked at; null where the scene was not recognised. */
  readonly patch: ColourPatch | null;
}

const limits = {
  /** A thing that lies elsewhere or turned looks less like itself than one in its place. */
  loose: 2,
  leastSpread: 6,
  shiftPx: 11,
  turnRad: 0.04,
  /** Of the thing, at least this is seen where it is believed to lie. */
  coverage: 0.5,
  /** Of the thing, at most this shows what lies behind it. */
  behind: 0.12,
  /** Where this much of its place shows what lies behind it, it is not there. */
  absent: 0.4,
  /** A part of the thing is wrong when less than this of what is seen of it looks like it. */
  partRight: 0.4,
  /** A part is looked at when this share of it is not hidden. */
  partSeen: 0.5,
  partPx: 8,
  /** Levels (0…255, at the scene's own brightness) within which a colour is the same. */
  sameColour: 48,
  /** Starts so near to where a fit ended are not tried again. */
  samePx: 4,
  sameRad: 0.3,
} as const;

/** Of the thing's inner pixels at a pose: how many show it, what lies behind it, or neither. */
export interface Shown {
  readonly thing: number;
  readonly behind: number;
  readonly hidden: number;
  /** Of what shows what lies behind: how much in its own light. */
  readonly bare: number;
  /** Parts that contradict the learnt thing. */
  readonly wrongParts: readonly number[];
}

/** Distance of two colours; what is brighter than the picture can hold counts as just as bright. */
function apart(
  patch: ColourPatch,
  at: number,
  rgb: Uint8Array | Float64Array,
  from: number,
  most: Gain,
): number {
  const seen = patch.rgb;
  const [limitR, limitG, limitB] = most;
  const offR = Math.min(seen[at] as number, limitR) - Math.min(rgb[from] as number, limitR);
  const offG = Math.min(seen[at + 1] as number, limitG) - Math.min(rgb[from + 1] as number, limitG);
  const offB = Math.min(seen[at + 2] as number, limitB) - Math.min(rgb[from + 2] as number, limitB);
  return Math.sqrt(offR * offR + offG * offG + offB * offB);
}

/** Compares what is seen at a pose with the thing, pixel by pixel. */
export function shownAt(view: PlacedView, patch: ColourPatch, pose: FlatPose, gain: Gain): Shown {
  const { model, inner, template } = view;
  const [g00, g01, g10, g11] = turnGenerator(model.slant);
  const cos = Math.cos(pose.turnRad);
  const sin = Math.sin(pose.turnRad);
  const [mx, my] = template.middle;
  const { width, height } = patch.level;
  const most: Gain = [248 / gain[0], 248 / gain[1], 248 / gain[2]];
  const count = model.partRgb.length;
  const right = new Int32Array(count);
  const wrong = new Int32Array(count);
  const all = new Int32Array(count);
  const flat = Float64Array.from(model.partRgb.flat());
  // Grey parts look like many things that may be in front; coloured ones do not.
  const coloured = model.partRgb.flatMap((rgb, p) =>
    Math.max(...rgb) - Math.min(...rgb) > 60 ? [p] : [],
  );
  const near = limits.sameColour / 2;
  let thing = 0;
  let behind = 0;
  let hidden = 0;
  let bare = 0;
  for (const { x, y, part } of inner) {
    const rx = x - mx;
    const ry = y - my;
    const column =
      Math.floor(mx + pose.dxPx + (cos + sin * g00) * rx + sin * g01 * ry) - patch.left;
    const row = Math.floor(my + pose.dyPx + sin * g10 * rx + (cos + sin * g11) * ry) - patch.top;
    all[part] = (all[part] as number) + 1;
    if (column < 0 || row < 0 || column >= width || row >= height) {
      hidden++;
      continue;
    }
    const at = row * width + column;
    const learnt = (Math.floor(y) * model.thing.width + Math.floor(x)) * 3;
    const off = apart(patch, at * 3, model.thing.rgb, learnt, most);
    if (off < limits.sameColour) {
      thing++;
      right[part] = (right[part] as number) + 1;
    } else if (patch.behind[at] === 1) {
      behind++;
      bare += patch.bare[at] as number;
      wrong[part] = (wrong[part] as number) + (patch.bare[at] as number);
    } else {
      // The thing's own colour where another part should be: nothing is in front, it is another thing.
      const own = (patch.level.data[at] as number) > 0.5 * template.full;
      if (own || coloured.some((p) => p !== part && apart(patch, at * 3, flat, p * 3, most) < near))
        wrong[part] = (wrong[part] as number) + 1;
      hidden++;
    }
  }
  const n = Math.max(1, inner.length);
  const wrongParts = model.partRgb.flatMap((_, p) => {
    const r = right[p] as number;
    const w = wrong[p] as number;
    const many = all[p] as number;
    const bad =
      many >= limits.partPx && r + w > limits.partSeen * many && r < limits.partRight * (r + w);
    return bad ? [p] : [];
  });
  return { thing: thing / n, behind: behind / n, hidden: hidden / n, bare: bare / n, wrongParts };
}

/** Poses worth a fit: at the learnt place, and where the thing's colour is, in all directions; best first. */
function startsOf(view: PlacedView, patch: ColourPatch): FlatPose[] {
  const { template, model } = view;
  const { width, height, data } = patch.level;
  let mass = 0;
  let sumX = 0;
  let sumY = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if ((data[y * width + x] as number) < 0.5 * template.full) continue;
      mass++;
      sumX += x + 0.5;
      sumY += y + 0.5;
    }
  }
  const places: [number, number][] = [[model.middle.dxPx, model.middle.dyPx]];
  if (mass > 20) {
    places.push([
      sumX / mass + patch.left - template.middle[0],
      sumY / mass + patch.top - template.middle[1],
    ]);
  }
  const starts = places.flatMap(([dxPx, dyPx]) =>
    Array.from({ length: 24 }, (_, k) => ({ dxPx, dyPx, turnRad: (k * Math.PI) / 12 })),
  );
  const costs = new Map(
    starts.map((start) => [start, roughCost(patch, template, model.slant, start, 3)]),
  );
  starts.sort((a, b) => (costs.get(a) as number) - (costs.get(b) as number));
  return starts.slice(0, 3);
}

interface Weighed {
  readonly found: Alignment;
  readonly shown: Shown;
}

const isGood = ({ found, shown }: Weighed, model: PlacedModel): boolean =>
  found.residual <= limits.loose * model.residual &&
  shown.thing >= limits.coverage &&
  shown.behind <= limits.behind;

/** Prefers what shows more of the thing and leaves less unexplained. */
const worth = ({ found, shown }: Weighed): number =>
  shown.thing - 2 * shown.behind - 2 * found.residual;

/** From there a fit would end at `end` as well. */
function isNear(start: FlatPose, end: FlatPose): boolean {
  const turn = start.turnRad - end.turnRad;
  const off = Math.abs(turn - 2 * Math.PI * Math.round(turn / (2 * Math.PI)));
  return (
    off < limits.sameRad && Math.hypot(start.dxPx - end.dxPx, start.dyPx - end.dyPx) < limits.samePx
  );
}

/** The best fit in a patch: from the learnt place first, and from elsewhere when that does not convince. */
export function findPlaced(view: PlacedView, patch: ColourPatch, gain: Gain): Weighed | null {
  const { model, template } = view;
  const attempt = (start: FlatPose, rough: boolean): Weighed | null => {
    const found = alignTemplate(patch, template, model.slant, start, rough);
    return found === null ? null : { found, shown: shownAt(view, patch, found.pose, gain) };
  };
  let best = attempt(model.middle, false);
  if (best !== null && isGood(best, model) && best.found.residual <= model.residual) return best;
  const ends: FlatPose[] = best === null ? [] : [best.found.pose];
  for (const start of startsOf(view, patch)) {
    if (ends.some((end) => isNear(start, end))) continue;
    const other = attempt(start, true);
    if (other !== null) ends.push(other.found.pose);
    if (other !== null && (best === null || worth(other) > worth(best))) best = other;
  }
  return best === null ? null : (attempt(best.found.pose, false) ?? best);
}

/** From the middle of the good places, in units of the bound. */
export function distanceOf(model: PlacedModel, pose: FlatPose): number {
  const dx = pose.dxPx - model.middle.dxPx;
  const dy = pose.dyPx - model.middle.dyPx;
  const turn = pose.turnRad - model.middle.turnRad;
  const off = Math.abs(turn - 2 * Math.PI * Math.round(turn / (2 * Math.PI)));
  const [q0, q1, q2] = model.metric;
  const square = q0 * dx * dx + 2 * q1 * dx * dy + q2 * dy * dy;
  return Math.max(Math.sqrt(Math.max(0, square)), off / model.turnRad);
}

/** 0.5 at the bound, 1 in the middle, 0 twice as far out as the bound. */
export const scoreOfDistance = (distance: number): number =>
  Math.max(0, Math.min(1, 1 - distance / 2));

/** A look that found nothing, and why. */
export const blind = (flag: string, more: Partial<PlacedLook> = {}): PlacedLook => ({
  seen: false,
  score: 0,
  flags: [flag],
  doubt: null,
  pose: null,
  distance: Number.POSITIVE_INFINITY,
  residual: 1,
  coverage: 0,
  fit: null,
  patch: null,
  ...more,
});

/** Is it the known scene, from the known place? Null: yes. */
function sceneFlag(fit: SceneFit, model: PlacedModel): string | null {
  if (fit.agree < model.agree) return 'scene-unknown';
  if (fit.shiftPx > limits.shiftPx || Math.abs(fit.turnRad) > limits.turnRad) return 'camera-moved';
  return null;
}

/** Looks at one picture. */
export function lookPlaced(view: PlacedView, picture: Picture): PlacedLook {
  const { model } = view;
  if (exposureOf(picture).spread < limits.leastSpread) return blind('blank-picture');
  const small = shrunkPicture(picture, model.factor);
  if (small.width !== model.scene.width || small.height !== model.scene.height)
    return blind('wrong-picture-size');
  const fit = registerScene(small, view.reference);
  const odd = sceneFlag(fit, model);
  if (odd !== null) return blind(odd, { fit });
  const patch = patchOf(small, fit, model, view.patchBox);
  const best = findPlaced(view, patch, fit.gain);
  if (best !== null && isGood(best, model)) return weigh(model, best, fit, patch);
  const there = shownAt(view, patch, model.middle, fit.gain);
  const more = {
    fit,
    patch,
    residual: best?.found.residual ?? 1,
    coverage: best?.shown.thing ?? 0,
    pose: best?.found.pose ?? null,
  };
  if (there.bare >= limits.absent) return blind('not-there', { ...more, seen: true });
  if (there.thing < 0.5) return blind('hidden', more);
  return blind('unlike-learnt', more);
}

function weigh(
  model: PlacedModel,
  { found, shown }: Weighed,
  fit: SceneFit,
  patch: ColourPatch,
): PlacedLook {
  const distance = distanceOf(model, found.pose);
  const flags = shown.thing < 0.85 ? ['partly-hidden'] : [];
  const common = {
    fit,
    patch,
    distance,
    pose: found.pose,
    residual: found.residual,
    coverage: shown.thing,
  };
  if (distance < 1.3 && found.residual > model.residual)
    return { ...common, seen: false, score: 0, flags: [...flags, 'unlike-learnt'], doubt: null };
  if (shown.wrongParts.length > 0) {
    return {
      ...common,
      seen: false,
      score: 0,
      flags: [...flags, 'part-wrong'],
      doubt: 'part-wrong',
    };
  }
  return { ...common, seen: true, score: scoreOfDistance(distance), flags, doubt: null };
}
