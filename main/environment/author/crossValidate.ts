/**
 * One family at a time on the material: fitted to some clips, asked about others, fold by fold. Every finished fold is
 * kept in the cache under all that it depends on, so that going on after a stop costs nothing. Knows no rule and no
 * threshold.
 */
import { must } from '../../base/lib/assert.ts';
import type { PartScore } from '../sdk/authoredJudge.ts';
import type { PartTable } from './chooseRule.ts';
import type { SetPictures } from './decodeSets.ts';
import type { Example, Family, Fitted, Moment } from './family.ts';
import type { ClipSets, FrameSet, Material } from './readSets.ts';
import { shortHash, type WorkCache } from './workCache.ts';
import type { Plan } from './workPlan.ts';

export interface WorkBench {
  readonly material: Material;
  readonly pictures: SetPictures;
  readonly cache: WorkCache;
  readonly plan: Plan;
  readonly seed: number;
  readonly signal: AbortSignal;
  /** Lets the process hear its input. */
  readonly pause: () => Promise<void>;
  /** Wall seconds that one fit of this family may take. */
  readonly fitSeconds: (family: string) => number;
}

/** Nothing can be read of a picture: no camera sees. */
const blind: PartScore = { cameras: {}, doubts: ['no-pictures'] };

async function examplesOf(
  { pictures }: WorkBench,
  clips: readonly ClipSets[],
): Promise<readonly Example[]> {
  const examples: Example[] = [];
  for (const clip of clips) {
    const moments: Moment[] = [];
    for (const set of clip.learnt) {
      const moment = await pictures.moment(clip, set);
      if (moment !== null) moments.push(moment);
    }
    if (moments.length > 0) examples.push({ clip: clip.clip, positive: clip.positive, moments });
  }
  return examples;
}

export async function fitPart(
  bench: WorkBench,
  family: Family,
  clips: readonly ClipSets[],
): Promise<{ readonly fitted: Fitted } | { readonly why: string }> {
  const { material, seed, signal, plan } = bench;
  signal.throwIfAborted();
  const examples = await examplesOf(bench, clips);
  const has = (positive: boolean): boolean => examples.some((each) => each.positive === positive);
  if (!has(true) || !has(false)) return { why: 'one of the classes has no readable picture' };
  const fit = await family.fit(examples, {
    roles: material.roles,
    seed,
    signal,
    progress: (share) => plan.within(0.8 * share),
    seconds: bench.fitSeconds(family.id),
  });
  signal.throwIfAborted();
  return fit;
}

/** Each of `sets` of a clip, in order. Lets the process hear its input in between. */
export async function scoreSets(
  { pictures, signal, pause }: WorkBench,
  fitted: Pick<Fitted, 'score'>,
  clip: ClipSets,
  sets: readonly FrameSet[],
): Promise<readonly PartScore[]> {
  const scores: PartScore[] = [];
  for (const set of sets) {
    signal.throwIfAborted();
    const moment = await pictures.moment(clip, set);
    scores.push(moment === null ? blind : await fitted.score(moment));
  }
  await pause();
  return scores;
}

type Scored = { readonly scores: Readonly<Record<string, readonly PartScore[]>> };
export type FoldResult = Scored | { readonly why: string };

const idsOf = (clips: readonly ClipSets[]): string =>
  clips.map(({ clip, scored, learnt }) => `${clip.id}/${scored.length}/${learnt.length}`).join(' ');

/** Learns from `train`, is asked about `test`; from the cache where that was done before. */
export async function scoreFold(
  bench: WorkBench,
  family: Family,
  train: readonly ClipSets[],
  test: readonly ClipSets[],
  doing: string,
): Promise<FoldResult> {
  const { cache, plan } = bench;
  const name = `${family.id}-${shortHash(idsOf(train), '/', idsOf(test))}`;
  const known = cache.get<FoldResult>(name);
  if (known !== null) return known;
  const result = await plan.spend(family.id, doing, async (): Promise<FoldResult> => {
    const fit = await fitPart(bench, family, train);
    if ('why' in fit) return { why: fit.why };
    const scores: Record<string, readonly PartScore[]> = {};
    for (const [i, clip] of test.entries()) {
      scores[clip.clip.id] = await scoreSets(bench, fit.fitted, clip, clip.scored);
      plan.within(0.8 + (0.2 * (i + 1)) / test.length);
    }
    return { scores };
  });
  cache.put(name, result);
  return result;
}

export interface FoldsWanted {
  readonly foldOf: ReadonlyMap<string, number>;
  /** Clips that nobody learns from; they are asked about all the same. */
  readonly excluded: ReadonlySet<string>;
  /** Learns only from these where given (the learning curve). */
  readonly only?: ReadonlySet<string> | undefined;
  /** Only the clips of so many folds are asked about; all by default. */
  readonly asked?: number | undefined;
  readonly doing: string;
}

export const foldCount = (foldOf: ReadonlyMap<string, number>): number =>
  new Set(foldOf.values()).size;

/** Every clip scored by a fit that never saw its episode; or why the family can make nothing of this material. */
export async function crossValidate(
  bench: WorkBench,
  family: Family,
  { foldOf, excluded, only, asked, doing }: FoldsWanted,
): Promise<PartTable | { readonly why: string }> {
  const { clips } = bench.material;
  const folds = Math.min(foldCount(foldOf), asked ?? Number.POSITIVE_INFINITY);
  const table = new Map<string, readonly PartScore[]>();
  for (let fold = 0; fold < folds; fold++) {
    const test = clips.filter(({ clip }) => foldOf.get(clip.id) === fold);
    const train = clips.filter(
      ({ clip }) =>
        foldOf.get(clip.id) !== fold && !excluded.has(clip.id) && only?.has(clip.id) !== false,
    );
    const words = `${doing}, part ${fold + 1} of ${folds}`;
    const result = await scoreFold(bench, family, train, test, words);
    if ('why' in result) return result;
    for (const [id, scores] of Object.entries(result.scores)) table.set(id, scores);
  }
  // In the order of the material, whatever the order of the folds.
  return new Map(
    clips.flatMap(({ clip: { id } }) => (table.has(id) ? [[id, must(table.get(id))]] : [])),
  );
}
