/**
 * The heavy work of an author, one job at a time: a family fitted to some clips and asked about others, or fitted for good.
 * What a job gives depends on the job and on what lies on the desk, never on who does it or when. Knows no plan and no
 * cache.
 */
import { must } from '../../base/lib/assert.ts';
import type { PartScore } from '../sdk/authoredJudge.ts';
import type { Picture } from '../sdk/picture.ts';
import type { SetPictures } from './decodeSets.ts';
import type { Example, Family, Fitted, Moment } from './family.ts';
import type { ClipSets, FrameSet } from './readSets.ts';

/** What every job works on. */
export interface Desk {
  readonly roles: readonly string[];
  readonly clips: ReadonlyMap<string, ClipSets>;
  readonly pictures: SetPictures;
  /** See `FitContext.scenes`. */
  readonly scenes: Readonly<Record<string, Picture>>;
  readonly families: readonly Family[];
  readonly seed: number;
}

/** Learns from `train`, is asked about `test`; clips by id. */
export interface FoldJob {
  readonly kind: 'fold';
  readonly family: string;
  readonly train: readonly string[];
  readonly test: readonly string[];
  /** Wall seconds that the fit may take. */
  readonly seconds: number;
}

/** Learns from `train` for good, and is asked about sets that are given. */
export interface LastJob {
  readonly kind: 'last';
  readonly family: string;
  readonly train: readonly string[];
  readonly paced: readonly { readonly clip: ClipSets; readonly sets: readonly FrameSet[] }[];
  readonly seconds: number;
}

export type FoldResult =
  | { readonly scores: Readonly<Record<string, readonly PartScore[]>> }
  | { readonly why: string };

/** What a judge's folder needs of a part, its words, and what it makes of the sets that were asked about. */
export interface LastFit {
  readonly words: string;
  readonly files: Readonly<Record<string, Uint8Array>>;
  readonly config: unknown;
  readonly scores: readonly (readonly PartScore[])[];
}
export type LastResult = LastFit | { readonly why: string };

export interface HandPorts {
  readonly signal: AbortSignal;
  /** Lets whoever works hear its input. */
  readonly pause: () => Promise<void>;
  readonly progress: (share: number) => void;
}

/** Nothing can be read of a picture: no camera sees. */
const blind: PartScore = { cameras: {}, doubts: ['no-pictures'] };
const fitShare = 0.8;

async function examplesOf(
  { pictures }: Desk,
  clips: readonly ClipSets[],
  { pause, signal }: HandPorts,
): Promise<readonly Example[]> {
  const examples: Example[] = [];
  for (const clip of clips) {
    const moments: Moment[] = [];
    for (const set of clip.learnt) {
      const moment = await pictures.moment(clip, set);
      if (moment !== null) moments.push(moment);
    }
    if (moments.length > 0) examples.push({ clip: clip.clip, positive: clip.positive, moments });
    signal.throwIfAborted();
    await pause();
  }
  return examples;
}

async function learn(
  desk: Desk,
  { family: id, train, seconds }: FoldJob | LastJob,
  ports: HandPorts,
): Promise<{ readonly fitted: Fitted } | { readonly why: string }> {
  const { roles, seed, scenes, families } = desk;
  const { signal, progress, pause } = ports;
  const examples = await examplesOf(
    desk,
    train.map((each) => must(desk.clips.get(each))),
    ports,
  );
  const has = (positive: boolean): boolean => examples.some((each) => each.positive === positive);
  if (!has(true) || !has(false)) return { why: 'one of the classes has no readable picture' };
  const found = await must(families.find((each) => each.id === id)).fit(examples, {
    ...{ roles, seed, signal, scenes, seconds, pause },
    progress: (share) => progress(fitShare * share),
  });
  signal.throwIfAborted();
  return found;
}

/** Each of `sets` of a clip, in order. */
async function scoreSets(
  { pictures }: Desk,
  fitted: Fitted,
  clip: ClipSets,
  sets: readonly FrameSet[],
  { signal, pause }: HandPorts,
): Promise<readonly PartScore[]> {
  const scores: PartScore[] = [];
  for (const set of sets) {
    signal.throwIfAborted();
    const moment = await pictures.moment(clip, set);
    scores.push(moment === null ? blind : await fitted.score(moment));
    await pause();
  }
  return scores;
}

export async function doFold(desk: Desk, job: FoldJob, ports: HandPorts): Promise<FoldResult> {
  const found = await learn(desk, job, ports);
  if ('why' in found) return { why: found.why };
  const scores: Record<string, readonly PartScore[]> = {};
  for (const [i, id] of job.test.entries()) {
    const clip = must(desk.clips.get(id));
    scores[id] = await scoreSets(desk, found.fitted, clip, clip.scored, ports);
    ports.progress(fitShare + ((1 - fitShare) * (i + 1)) / job.test.length);
  }
  return { scores };
}

export async function doLast(desk: Desk, job: LastJob, ports: HandPorts): Promise<LastResult> {
  const found = await learn(desk, job, ports);
  if ('why' in found) return { why: found.why };
  const { fitted } = found;
  const scores: (readonly PartScore[])[] = [];
  for (const [i, { clip, sets }] of job.paced.entries()) {
    scores.push(await scoreSets(desk, fitted, clip, sets, ports));
    ports.progress(fitShare + ((1 - fitShare) * (i + 1)) / job.paced.length);
  }
  const { files, config } = await fitted.files();
  return { words: fitted.words, files, config, scores };
}
