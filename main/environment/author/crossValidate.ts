/**
 * One family at a time on the material: fitted to some clips, asked about others, fold by fold, as many folds at once as
 * there are hands. Every finished fold is kept in the cache under all that it depends on, so that going on after a stop
 * costs nothing. Knows no rule and no threshold.
 */
import { must } from '../../base/lib/assert.ts';
import type { FoldResult } from './authorHand.ts';
import type { PartTable } from './chooseRule.ts';
import type { SetPictures } from './decodeSets.ts';
import type { Hands } from './hands.ts';
import type { ClipSets, Material } from './readSets.ts';
import { shortHash, type WorkCache } from './workCache.ts';
import type { Plan } from './workPlan.ts';

export interface WorkBench {
  readonly material: Material;
  readonly pictures: SetPictures;
  readonly hands: Hands;
  readonly cache: WorkCache;
  readonly plan: Plan;
  readonly seed: number;
  readonly signal: AbortSignal;
  /** Wall seconds that one fit of this family may take. */
  readonly fitSeconds: (family: string) => number;
}

const idsOf = (clips: readonly ClipSets[]): string =>
  clips.map(({ clip, scored, learnt }) => `${clip.id}/${scored.length}/${learnt.length}`).join(' ');

/** Learns from `train`, is asked about `test`; from the cache where that was done before. */
export async function scoreFold(
  { cache, plan, hands, signal, fitSeconds }: WorkBench,
  family: string,
  train: readonly ClipSets[],
  test: readonly ClipSets[],
  doing: string,
): Promise<FoldResult> {
  signal.throwIfAborted();
  const name = `${family}-${shortHash(idsOf(train), '/', idsOf(test))}`;
  const known = cache.get<FoldResult>(name);
  if (known !== null) return known;
  const ids = (clips: readonly ClipSets[]): string[] => clips.map(({ clip }) => clip.id);
  const job = {
    ...({ kind: 'fold', family, train: ids(train), test: ids(test) } as const),
    seconds: fitSeconds(family),
  };
  const result = await plan.spend(family, doing, (told) => hands.fold(job, told));
  signal.throwIfAborted();
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
  family: string,
  { foldOf, excluded, only, asked, doing }: FoldsWanted,
): Promise<PartTable | { readonly why: string }> {
  const { clips } = bench.material;
  const folds = Math.min(foldCount(foldOf), asked ?? Number.POSITIVE_INFINITY);
  const results = await Promise.all(
    Array.from({ length: folds }, (_, fold) => {
      const test = clips.filter(({ clip }) => foldOf.get(clip.id) === fold);
      const train = clips.filter(
        ({ clip }) =>
          foldOf.get(clip.id) !== fold && !excluded.has(clip.id) && only?.has(clip.id) !== false,
      );
      const words = `${doing}, part ${fold + 1} of ${folds}`;
      return scoreFold(bench, family, train, test, words);
    }),
  );
  const table: Record<string, PartTable extends ReadonlyMap<string, infer S> ? S : never> = {};
  for (const result of results) {
    if ('why' in result) return result;
    Object.assign(table, result.scores);
  }
  // In the order of the material, whatever the order of the folds.
  return new Map(
    clips.flatMap(({ clip: { id } }) => (id in table ? [[id, must(table[id])] as const] : [])),
  );
}
