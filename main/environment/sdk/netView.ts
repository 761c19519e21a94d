/**
 * One camera looked at by a small net: the scene is found in the picture (light and a moved camera divided out), a patch is
 * cut, the net scores it, and what is unlike anything it learnt is not seen. Author and judge program share every step. The
 * same picture gives the same look bit for bit on the same processor. Knows no task and no arm.
 */
import { z } from 'zod';
import { must } from '../../base/lib/assert.ts';
import { BenchError } from '../../base/model/errors.ts';
import { addSample } from './addSample.ts';
import type { PartScore, ViewScore } from './authoredJudge.ts';
import { loadNet, type Net } from './net.ts';
import type { Picture } from './picture.ts';
import {
  createSceneReference,
  registerScene,
  type SceneFit,
  type SceneReference,
} from './registerScene.ts';

const finite = z.number();
const places = z.array(finite).max(256);

/** What a camera's net is beside its weights. Pixels are those of the reference picture. */
export const netViewModelSchema = z.strictObject({
  widthPx: z.int().min(16).max(640),
  heightPx: z.int().min(16).max(640),
  /** The square that is looked at; it may reach over the edge, where the edge goes on. */
  box: z.strictObject({ leftPx: finite, topPx: finite, sidePx: z.number().min(8).max(640) }),
  /** Side of what the net is given. */
  patchPx: z.int().min(16).max(96),
  /** Levels 0…255 → what the net is given: (level − middle) / spread, red green blue. */
  middle: z.array(finite).length(3),
  spread: z.array(z.number().positive()).length(3),
  /** Looks that it learnt, by class, as features in units of their spread, and how far off a look may be. */
  known: z.strictObject({
    scale: places,
    success: z.array(places).max(400),
    failure: z.array(places).max(400),
    farthestSuccess: z.number().positive(),
    farthestFailure: z.number().positive(),
  }),
  /** Between these scores it cannot tell. */
  unsure: z.tuple([z.number().min(0).max(1), z.number().min(0).max(1)]),
});
export type NetViewModel = z.infer<typeof netViewModelSchema>;

export interface NetLook extends ViewScore {
  readonly features: Float32Array;
  /** To the nearest learnt look of the class that it says, in units of the farthest allowed. */
  readonly strangeness: number;
}

export interface NetView extends AsyncDisposable {
  look(picture: Picture): Promise<NetLook>;
}

/** Names in the net's file. */
export const netNames = { patch: 'patch', score: 'score', features: 'features' } as const;

/** A camera that moved by more, or a picture that shows less of the scene, is not looked through. */
const mostShiftPx = 9;
const leastAgree = 0.5;
/** Scores are given in steps of this: what is finer is the net's own noise. */
const scoreSteps = 10_000;
/** Levels above this in the reference's light are glare. */
const brightest = 280;

/** Where several pixels become one, this many in a row are looked at, at most. */
const mostLooks = 3;

/** The square patch [3, side, side] of levels in the reference's light and place; plus `marginPx` patch pixels around. */
export function cutPatch(
  picture: Picture,
  fit: Pick<SceneFit, 'gain' | 'shift'>,
  model: Pick<NetViewModel, 'box' | 'patchPx' | 'middle' | 'spread'>,
  marginPx = 0,
): Float32Array {
  const side = model.patchPx + 2 * marginPx;
  const { leftPx, topPx, sidePx } = model.box;
  const step = sidePx / model.patchPx;
  const looks = Math.min(mostLooks, Math.max(1, Math.ceil(step - 0.25)));
  const patch = new Float32Array(3 * side * side);
  const { width, height } = picture;
  // Where the scene's place (x, y) is in the picture: linear, see `registerScene.ts`.
  const [ax, ay, lxx, lxy, lyx, lyy] = fit.shift;
  const sum = new Float64Array(3);
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      sum.fill(0);
      for (let n = 0; n < looks * looks; n++) {
        const x = leftPx + (column - marginPx + ((n % looks) + 0.5) / looks) * step;
        const y = topPx + (row - marginPx + (((n / looks) | 0) + 0.5) / looks) * step;
        const dx = x - width / 2;
        const dy = y - height / 2;
        addSample(picture, x + ax + lxx * dx + lxy * dy, y + ay + lyx * dx + lyy * dy, sum);
      }
      for (let c = 0; c < 3; c++) {
        const level = (sum[c] as number) / (looks * looks * (fit.gain[c] as number));
        const given = (Math.min(level, brightest) - must(model.middle[c])) / must(model.spread[c]);
        patch[(c * side + row) * side + column] = given;
      }
    }
  }
  return patch;
}

/** Distance of a look to the nearest of those learnt, both in units of the features' spread. */
export function distanceTo(
  known: readonly (readonly number[])[],
  features: ArrayLike<number>,
  scale: readonly number[],
): number {
  let least = Number.POSITIVE_INFINITY;
  for (const each of known) {
    let sum = 0;
    for (let i = 0; i < each.length && sum < least; i++) {
      const off = (features[i] as number) * must(scale[i]) - must(each[i]);
      sum += off * off;
    }
    if (sum < least) least = sum;
  }
  return Math.sqrt(least);
}

/** How the scene lies in a picture; null where it is another scene or moved too far. */
export function fitScene(
  picture: Picture,
  reference: SceneReference,
): { readonly fit: SceneFit } | { readonly flag: string } {
  const { width, height } = reference.picture;
  if (picture.width !== width || picture.height !== height) return { flag: 'wrong-picture-size' };
  const fit = registerScene(picture, reference);
  if (fit.agree < leastAgree) return { flag: 'unknown-scene' };
  if (fit.shiftPx > mostShiftPx) return { flag: 'camera-moved' };
  return { fit };
}

export interface NetViewParts {
  readonly model: NetViewModel;
  readonly reference: SceneReference;
  readonly net: Net;
}

/** What the net makes of a picture whose scene was found. */
export async function lookByNet(
  { model, net }: Omit<NetViewParts, 'reference'>,
  patch: Float32Array,
): Promise<NetLook> {
  const shape = [1, 3, model.patchPx, model.patchPx];
  const given = await net.run({ [netNames.patch]: { data: patch, shape } });
  const features = must(given[netNames.features]).data;
  const score = Math.round(must(must(given[netNames.score]).data[0]) * scoreSteps) / scoreSteps;
  const { known } = model;
  const [looks, farthest] =
    score >= 0.5 ? [known.success, known.farthestSuccess] : [known.failure, known.farthestFailure];
  const strangeness = distanceTo(looks, features, known.scale) / farthest;
  const flags: string[] = [];
  if (strangeness > 1) flags.push('unlike-learnt');
  if (score > model.unsure[0] && score < model.unsure[1]) flags.push('unsure');
  return { score, seen: flags.length === 0, flags, features, strangeness };
}

/** The net is the view's from here on. */
export function openNetView(parts: NetViewParts): NetView {
  const { model, reference, net } = parts;
  return {
    async look(picture) {
      const found = fitScene(picture, reference);
      if ('flag' in found) {
        const features = new Float32Array(model.known.scale.length);
        const strangeness = Number.POSITIVE_INFINITY;
        return { score: 0, seen: false, flags: [found.flag], features, strangeness };
      }
      return lookByNet(parts, cutPatch(picture, found.fit, model));
    },
    [Symbol.asyncDispose]: () => net[Symbol.asyncDispose](),
  };
}

/** The part `nets` of judge.json's `config`: for each camera its model and the names of its files. */
export const netsConfigSchema = z.record(
  z.string(),
  z.strictObject({ net: z.string(), reference: z.string(), model: netViewModelSchema }),
);
export type NetsConfig = z.infer<typeof netsConfigSchema>;

export interface NetsPart extends AsyncDisposable {
  score(pictures: Readonly<Record<string, Picture>>): Promise<PartScore>;
}

/** `bytes` reads a file of the judge's folder. @throws BenchError `bad-input` when config or files are not whole. */
export async function openNets(
  config: unknown,
  bytes: (name: string) => Uint8Array,
): Promise<NetsPart> {
  const parsed = netsConfigSchema.safeParse(config);
  if (!parsed.success) throw new BenchError('bad-input', z.prettifyError(parsed.error));
  const views = new Map<string, NetView>();
  for (const [role, { net, reference, model }] of Object.entries(parsed.data)) {
    const rgb = bytes(reference);
    const { widthPx: width, heightPx: height } = model;
    if (rgb.byteLength !== width * height * 3)
      throw new BenchError('bad-input', `${reference} is not ${width}×${height}×3 bytes`);
    const picture = { width, height, rgb: new Uint8Array(rgb) };
    const parts = {
      model,
      reference: createSceneReference(picture),
      net: await loadNet(bytes(net)),
    };
    views.set(role, openNetView(parts));
  }
  return {
    async score(pictures) {
      const cameras: Record<string, ViewScore> = {};
      for (const [role, view] of views) {
        const picture = pictures[role];
        if (picture === undefined) cameras[role] = { score: 0, seen: false, flags: ['no-picture'] };
        else {
          const { score, seen, flags } = await view.look(picture);
          cameras[role] = { score, seen, flags };
        }
      }
      return { cameras, doubts: [] };
    },
    async [Symbol.asyncDispose]() {
      for (const view of views.values()) await view[Symbol.asyncDispose]();
    },
  };
}
