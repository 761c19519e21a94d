/**
 * Judges by geometry, learnt from labelled pictures alone: what the good ones have in common that the scene has not is the
 * thing; where it lies in them is where it shall lie. No camera model, no rule of a task, no measure of a thing is known.
 */
import type { FlatPose } from '../sdk/alignTemplate.ts';
import type { ViewScore } from '../sdk/authoredJudge.ts';
import { type Picture, shrunkPicture } from '../sdk/picture.ts';
import { encodePlaced } from '../sdk/placedFiles.ts';
import { distanceOf, lookPlaced, type PlacedLook } from '../sdk/placedLook.ts';
import { lookThrough, type PlacedLooks, type PlacedSet, type PosePair } from '../sdk/placedSet.ts';
import { openPlacedView, type PlacedModel, type PlacedView } from '../sdk/placedView.ts';
import type { Example, Family, FitContext, Fitted, Moment } from './family.ts';
import { type Bounds, learnBounds } from './geometryBounds.ts';
import { learnPair } from './geometryPairs.ts';
import { learnScene, spread } from './geometryScene.ts';
import { learnSlant, learnThing } from './geometryTemplate.ts';

/** Pictures of about this width are looked at; finer ones are shrunk. */
const widthPx = 320;
const mostGood = 40;
const mostBad = 160;
const leastClips = 4;
/** Pairs of poses are learnt about the learnt place, in units of its bound: far out the map is not linear. */
const mostDistance = 2.2;

/** Some moments of a clip, its last one among them. */
function someOf(example: Example, most: number): readonly Moment[] {
  const { moments } = example;
  if (moments.length <= most) return moments;
  return Array.from(
    { length: most },
    (_, k) => moments[moments.length - 1 - Math.floor((k * moments.length) / most)] as Moment,
  );
}

interface Seen {
  readonly example: Example;
  readonly looks: readonly { readonly moment: Moment; readonly look: PlacedLook }[];
}

/** A look that says for certain where the thing is. */
const isSure = (look: PlacedLook): boolean =>
  look.seen && look.pose !== null && look.coverage > 0.7;

/** One pose a clip: the middle of those that are sure. */
function poseOf({ looks }: Seen): FlatPose | null {
  const poses = looks.flatMap(({ look }) =>
    isSure(look) && look.pose !== null ? [look.pose] : [],
  );
  if (poses.length === 0) return null;
  const middle = (of: (pose: FlatPose) => number): number =>
    poses.map(of).sort((a, b) => a - b)[Math.floor(poses.length / 2)] as number;
  return {
    dxPx: middle((pose) => pose.dxPx),
    dyPx: middle((pose) => pose.dyPx),
    turnRad: middle((pose) => pose.turnRad),
  };
}

interface LearntView {
  readonly view: PlacedView;
  readonly seen: readonly Seen[];
  readonly bounds: Bounds;
}

/** Everything about one camera; a string says why not. */
async function learnView(
  role: string,
  examples: readonly Example[],
  context: FitContext,
  progress: (share: number) => void,
): Promise<LearntView | string> {
  const having = examples.filter(({ moments }) => moments.some(({ pictures }) => role in pictures));
  const good = having.filter(({ positive }) => positive);
  const bad = having.filter(({ positive }) => !positive);
  if (good.length < leastClips || bad.length < leastClips)
    return `${role}: fewer than ${leastClips} clips of each kind`;
  const first = (good[0] as Example).moments[0]?.pictures[role] as Picture;
  const factor = Math.max(1, Math.floor(first.width / widthPx));
  const pictureOf = (moment: Moment | undefined): Picture[] => {
    const picture = moment?.pictures[role];
    if (picture === undefined || picture.width !== first.width || picture.height !== first.height)
      return [];
    return [shrunkPicture(picture, factor)];
  };
  const pause = async (share: number): Promise<void> => {
    context.signal.throwIfAborted();
    progress(share);
    await context.pause?.();
    context.signal.throwIfAborted();
  };
  const goodPictures = spread(good, mostGood).flatMap((one) => pictureOf(someOf(one, 1)[0]));
  const badPictures = spread(bad, mostBad).flatMap((one, k) =>
    pictureOf(k % 2 === 0 ? one.moments[0] : one.moments.at(-1)),
  );
  const shared = context.scenes?.[role];
  const fits = shared?.width === first.width && shared.height === first.height;
  const known = fits ? shrunkPicture(shared, factor) : undefined;
  const learnt = learnScene(goodPictures, badPictures, known);
  if (learnt === null) return `${role}: nothing sets the successes apart from the scene`;
  await pause(0.3);
  const rough = learnThing(learnt, { ratio: 1, axisRad: 0 });
  if (rough === null) return `${role}: the successes do not show one thing in one place`;
  await pause(0.45);
  const slant = learnSlant(rough.model, [...learnt.good, ...spread(badPictures, 40)]);
  await pause(0.6);
  const thing = learnThing(learnt, slant);
  if (thing === null) return `${role}: the successes do not show one thing in one place`;
  await pause(0.7);
  const residuals = thing.places
    .flatMap((place) => (place === null ? [] : [place.found.residual]))
    .sort((a, b) => a - b);
  const model: PlacedModel = {
    ...thing.model,
    ...(known === undefined ? {} : { known }),
    factor,
    residual: Math.max(0.1, 1.5 * (residuals[Math.floor(0.9 * residuals.length)] ?? 0.3)),
  };
  const loose = openPlacedView(model);
  const seen: Seen[] = [];
  for (const example of having) {
    const looks = someOf(example, example.positive ? 2 : 2).flatMap((moment) => {
      const picture = moment.pictures[role];
      if (picture === undefined) return [];
      return [{ moment, look: { ...lookPlaced(loose, picture), patch: null } }];
    });
    seen.push({ example, looks });
    await pause(0.7 + (0.3 * seen.length) / having.length);
  }
  const poses = (positive: boolean): FlatPose[] =>
    seen.flatMap((one) => {
      const pose = one.example.positive === positive ? poseOf(one) : null;
      return pose === null ? [] : [pose];
    });
  const placed = poses(true);
  if (placed.length < leastClips) return `${role}: it sees the thing in too few successes`;
  const bounds = learnBounds(placed, poses(false), slant);
  const { middle, metric, turnRad } = bounds;
  const view = openPlacedView({ ...model, middle, metric, turnRad });
  const measured = seen.map(({ example, looks }) => ({
    example,
    looks: looks.map(({ moment, look }) => ({
      moment,
      look: look.pose === null ? look : { ...look, distance: distanceOf(view.model, look.pose) },
    })),
  }));
  return { view, seen: measured, bounds };
}

/** Moments that two cameras both saw well and near the learnt place. */
function pairOf(a: LearntView, b: LearntView, from: string, to: string): PosePair | null {
  const there = new Map(
    b.seen.flatMap(({ looks }) => looks.map(({ moment, look }) => [moment, look])),
  );
  const moments = a.seen.flatMap(({ looks }) =>
    looks.flatMap(({ moment, look }) => {
      const other = there.get(moment);
      if (other === undefined || !isSure(look) || !isSure(other)) return [];
      if (look.pose === null || other.pose === null) return [];
      if (look.distance > mostDistance || other.distance > mostDistance) return [];
      return [{ from: look.pose, to: other.pose }];
    }),
  );
  return learnPair(from, to, moments);
}

function scoreOf({ looks, doubts }: PlacedLooks) {
  const cameras = Object.fromEntries(
    Object.entries(looks).map(([role, { score, seen, flags }]): [string, ViewScore] => [
      role,
      { score, seen, flags },
    ]),
  );
  return { cameras, doubts };
}

function fittedOf(set: PlacedSet, words: string): Fitted {
  return {
    words,
    score: async ({ pictures }) => scoreOf(lookThrough(set, pictures)),
    files: () => encodePlaced(set),
  };
}

const degrees = (rad: number): string => `${((rad * 180) / Math.PI).toFixed(1)}°`;

export const geometryFamily: Family = {
  id: 'geometry',
  words: 'where the thing lies, how it is turned and whether it is whole, against the successes',
  async fit(examples, context) {
    const views: Record<string, LearntView> = {};
    const why: string[] = [];
    for (const [k, role] of context.roles.entries()) {
      const found = await learnView(role, examples, context, (share) =>
        context.progress((k + share) / context.roles.length),
      );
      if (typeof found === 'string') why.push(found);
      else views[role] = found;
    }
    const roles = Object.keys(views);
    if (roles.length === 0) return { why: why.join('; ') || 'there is no camera' };
    const pairs = roles.flatMap((from) =>
      roles.flatMap((to) => {
        if (from === to) return [];
        const pair = pairOf(views[from] as LearntView, views[to] as LearntView, from, to);
        return pair === null ? [] : [pair];
      }),
    );
    const set: PlacedSet = {
      views: Object.fromEntries(roles.map((role) => [role, (views[role] as LearntView).view])),
      pairs,
    };
    const said = roles.map((role) => {
      const { bounds } = views[role] as LearntView;
      const across = 1 / Math.sqrt(bounds.metric[0]);
      const down = 1 / Math.sqrt(bounds.metric[2]);
      return `${role}: within ${across.toFixed(1)} × ${down.toFixed(1)} px and ${degrees(bounds.turnRad)}`;
    });
    const words = `Aligns the picture with the thing as the successes show it; success is ${said.join('; ')}.`;
    return { fitted: fittedOf(set, [words, ...why.map((one) => `Not used: ${one}.`)].join(' ')) };
  },
};
