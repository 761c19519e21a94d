/**
 * Fits one camera's net: the scene's reference, the square to look at, the patches, the training with its bounds, and what
 * the net knows afterwards (how far off a look may be). Deterministic unless the time ran out. Knows no fold and no file.
 */
import { must } from '../../base/lib/assert.ts';
import { realClock } from '../../base/lib/clock.ts';
import { createRng } from '../../base/lib/rng.ts';
import { openTrainer } from '../nn/trainer.ts';
import { createWeightBook, type WeightBook } from '../nn/weights.ts';
import { medianPicture } from '../sdk/medianPicture.ts';
import { loadNet } from '../sdk/net.ts';
import {
  cutPatch,
  distanceTo,
  fitScene,
  lookByNet,
  type NetViewModel,
  type NetViewParts,
} from '../sdk/netView.ts';
import type { Picture } from '../sdk/picture.ts';
import { createSceneReference, type SceneFit, type SceneReference } from '../sdk/registerScene.ts';
import type { Example, FitContext } from './family.ts';
import { featureCount, writeNetFile, writeNetLoss } from './netBody.ts';
import { type CoarseGrid, type CoarseLook, findRegion } from './netRegion.ts';
import { createBatches, marginPx, type Sample } from './netSamples.ts';

export interface FittedNetView extends NetViewParts {
  readonly bytes: Uint8Array;
  readonly steps: number;
  readonly loss: number;
  readonly seconds: number;
}

interface Found {
  readonly clipId: string;
  readonly positive: boolean;
  readonly picture: Picture;
  readonly fit: SceneFit;
}

const referencePictures = 17;
const coloursFrom = 40;
const mostKnown = 400;
const batchSize = 24;
const mostSteps = 200;
/** Fewer make no net, whatever the time. */
const leastSteps = 40;
const warmSteps = 20;
const rate = 2e-3;
const decay = 0.01;
/** Training ends when the loss, smoothed, stays below this. */
const enoughLoss = 0.14;
const coarseColumns = 80;
const patchSides = [32, 40, 48, 56] as const;
const farthestSlack = 1.5;

/** At most `count` of them, evenly. */
function chosenOf<T>(all: readonly T[], count: number): T[] {
  const step = Math.max(1, all.length / count);
  const length = Math.min(all.length, count);
  return Array.from({ length }, (_, i) => must(all[Math.floor(i * step)]));
}

/** Every picture of a camera whose scene is found. */
function foundIn(
  examples: readonly Example[],
  role: string,
  known: Picture | undefined,
): { reference: SceneReference; found: Found[] } | string {
  const all = examples.flatMap(({ clip, positive, moments }) =>
    moments.flatMap(({ pictures }) => {
      const picture = pictures[role];
      return picture === undefined ? [] : [{ clipId: clip.id, positive, picture }];
    }),
  );
  const sizes = Map.groupBy(all, ({ picture }) => `${picture.width}×${picture.height}`);
  const largest = [...sizes.values()].sort((a, b) => b.length - a.length)[0];
  if (largest === undefined) return 'there are no pictures';
  const pictures = largest.map(({ picture }) => picture);
  const first = must(pictures[0]);
  const fits = known?.width === first.width && known.height === first.height;
  const reference = createSceneReference(
    fits ? known : medianPicture(chosenOf(pictures, referencePictures)),
  );
  // Within a clip neither camera nor light moves: one look at the whole scene is enough.
  const found = [...Map.groupBy(largest, ({ clipId }) => clipId).values()].flatMap((own) => {
    const scene = fitScene(must(own[0]).picture, reference);
    return 'fit' in scene ? own.map((each) => ({ ...each, fit: scene.fit })) : [];
  });
  const clips = (positive: boolean): number =>
    new Set(found.filter((each) => each.positive === positive).map(({ clipId }) => clipId)).size;
  if (clips(true) < 4 || clips(false) < 4)
    return `the scene is found in ${clips(true)} successes and ${clips(false)} failures`;
  return { reference, found };
}

/** Levels as they are: what the coarse search and the measuring of colours work on. */
const plain = { middle: [0, 0, 0], spread: [1, 1, 1] };

function coarseLook({ picture, fit, positive }: Found, grid: CoarseGrid): CoarseLook {
  const side = Math.max(grid.columns, grid.rows);
  const box = { leftPx: 0, topPx: 0, sidePx: side * grid.stepPx };
  const square = cutPatch(picture, fit, { ...plain, box, patchPx: side });
  const levels = new Float32Array(grid.columns * grid.rows * 3);
  for (let y = 0; y < grid.rows; y++)
    for (let x = 0; x < grid.columns; x++)
      for (let c = 0; c < 3; c++)
        levels[(y * grid.columns + x) * 3 + c] = must(square[(c * side + y) * side + x]);
  return { positive, levels };
}

/** The last picture of each clip suffices to find where to look. */
function regionOf(found: readonly Found[], reference: SceneReference): NetViewModel['box'] | null {
  const { width, height } = reference.picture;
  const stepPx = Math.max(1, Math.max(width, height) / coarseColumns);
  const grid = { columns: Math.floor(width / stepPx), rows: Math.floor(height / stepPx), stepPx };
  const byClip = Map.groupBy(found, ({ clipId }) => clipId);
  const chosen = [...byClip.values()].flatMap((own) => own.slice(-1));
  return findRegion(
    chosen.map((each) => coarseLook(each, grid)),
    grid,
  );
}

function patchSideOf(sidePx: number): number {
  return patchSides.find((side) => side >= sidePx) ?? must(patchSides.at(-1));
}

/** Middle and spread of each colour over all patches. */
function coloursOf(patches: readonly Float32Array[]): Pick<NetViewModel, 'middle' | 'spread'> {
  const middle: number[] = [];
  const spread: number[] = [];
  for (let c = 0; c < 3; c++) {
    let [n, sum, squares] = [0, 0, 0];
    for (const patch of patches) {
      const plane = patch.length / 3;
      for (let i = c * plane; i < (c + 1) * plane; i += 5) {
        const level = patch[i] as number;
        sum += level;
        squares += level * level;
        n++;
      }
    }
    middle.push(sum / n);
    spread.push(Math.max(4, Math.sqrt(Math.max(0, squares / n - (sum / n) ** 2))));
  }
  return { middle, spread };
}

/** Until the loss is small, the steps are done or the time is out. */
async function train(
  weights: WeightBook,
  samples: readonly Sample[],
  patchPx: number,
  context: FitContext & { readonly untilMs: number },
): Promise<{ readonly steps: number; readonly loss: number }> {
  const batches = createBatches(samples, patchPx, createRng(context.seed).fork('net/batches'));
  await using trainer = await openTrainer({
    weights,
    inputs: {
      patch: [batchSize, 3, patchPx, patchPx],
      target: [batchSize, 1],
      weight: [batchSize, 1],
    },
    loss: writeNetLoss,
    adam: { rate, decay },
  });
  let smooth = 1;
  let steps = 0;
  for (; steps < mostSteps; steps++) {
    if (steps >= leastSteps && realClock.nowMs() > context.untilMs) break;
    const warm = Math.min(1, (steps + 1) / warmSteps);
    const rateShare = warm * (0.05 + 0.475 * (1 + Math.cos((Math.PI * steps) / mostSteps)));
    const { patch, target, weight } = batches(batchSize);
    const loss = await trainer.step(
      { patch, target, weight },
      { rateShare, signal: context.signal },
    );
    smooth += 0.05 * (loss - smooth);
    context.progress(steps / mostSteps);
    if (steps > mostSteps / 2 && smooth < enoughLoss) break;
  }
  return { steps, loss: smooth };
}

type Known = NetViewModel['known'];

/** How far a learnt look is from the nearest one of another clip of its class: the farthest that is allowed, with slack. */
function farthestOf(
  looks: readonly { readonly clipId: string; readonly place: number[] }[],
): number {
  const ones = new Array<number>(featureCount).fill(1);
  const distances = looks.map(({ clipId, place }) => {
    const others = looks.filter((each) => each.clipId !== clipId).map((each) => each.place);
    return distanceTo(others, place, ones);
  });
  const finite = distances.filter(Number.isFinite).sort((a, b) => a - b);
  return farthestSlack * Math.max(0.5, finite[Math.floor(0.98 * finite.length)] ?? 0.5);
}

async function knownOf(
  parts: Omit<NetViewParts, 'reference'>,
  samples: readonly Sample[],
  patches: readonly Float32Array[],
): Promise<Known> {
  const looks: { clipId: string; positive: boolean; features: Float32Array }[] = [];
  for (const [i, { clipId, positive }] of samples.entries()) {
    const { features } = await lookByNet(parts, must(patches[i]));
    looks.push({ clipId, positive, features });
  }
  const scale = Array.from({ length: featureCount }, (_, at) => {
    const values = looks.map(({ features }) => must(features[at]));
    const middle = values.reduce((a, b) => a + b, 0) / values.length;
    const square = values.reduce((sum, each) => sum + (each - middle) ** 2, 0) / values.length;
    return Number((1 / Math.max(0.05, Math.sqrt(square))).toFixed(4));
  });
  const placed = looks.map(({ clipId, positive, features }) => ({
    clipId,
    positive,
    place: scale.map((by, at) => Number((must(features[at]) * by).toFixed(3))),
  }));
  const ofClass = (wanted: boolean) => placed.filter(({ positive }) => positive === wanted);
  const kept = (all: readonly { readonly place: number[] }[]): number[][] =>
    chosenOf(all, mostKnown).map(({ place }) => place);
  return {
    scale,
    success: kept(ofClass(true)),
    failure: kept(ofClass(false)),
    farthestSuccess: farthestOf(ofClass(true)),
    farthestFailure: farthestOf(ofClass(false)),
  };
}

const unknown: Known = {
  scale: new Array<number>(featureCount).fill(1),
  success: [],
  failure: [],
  farthestSuccess: 1,
  farthestFailure: 1,
};

/** Null with why where the material of this camera makes no net. */
export async function fitNetView(
  examples: readonly Example[],
  role: string,
  context: FitContext,
): Promise<FittedNetView | string> {
  const startMs = realClock.nowMs();
  const material = foundIn(examples, role, context.scenes?.[role]);
  if (typeof material === 'string') return material;
  const { reference, found } = material;
  const box = regionOf(found, reference);
  if (box === null) return 'nothing in the pictures tells successes from failures';
  const patchPx = patchSideOf(box.sidePx);
  const bare = { box, patchPx };
  const colours = coloursOf(
    chosenOf(found, coloursFrom).map(({ picture, fit }) =>
      cutPatch(picture, fit, { ...bare, ...plain }),
    ),
  );
  const { width: widthPx, height: heightPx } = reference.picture;
  const model: NetViewModel = {
    ...{ widthPx, heightPx, ...bare, ...colours },
    ...{ known: unknown, unsure: [0.5, 0.5] },
  };
  const samples = found.map(({ clipId, positive, picture, fit }): Sample => {
    return { clipId, positive, patch: cutPatch(picture, fit, model, marginPx) };
  });
  const weights = createWeightBook(createRng(context.seed).fork(`net/${role}`));
  const untilMs = startMs + 1000 * context.seconds;
  const { steps, loss } = await train(weights, samples, patchPx, { ...context, untilMs });
  const bytes = writeNetFile(weights, patchPx);
  const net = await loadNet(bytes);
  const patches = found.map(({ picture, fit }) => cutPatch(picture, fit, model));
  const known = await knownOf({ model, net }, samples, patches);
  const seconds = (realClock.nowMs() - startMs) / 1000;
  return { model: { ...model, known }, reference, net, bytes, steps, loss, seconds };
}
