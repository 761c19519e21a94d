/**
 * One order from beginning to end: material, search, the last fit on all clips whose label is not doubted, the dwell at
 * full pace, the folder. Progress and findings are told as they come. Same clips, labels and seed give the same folder,
 * as long as the seconds suffice. Knows no stdio.
 */
import { must } from '../../base/lib/assert.ts';
import type { Clock } from '../../base/lib/clock.ts';
import { BenchError } from '../../base/model/errors.ts';
import type { JudgeFile } from '../../base/model/judgeFile.ts';
import type { AuthorOrder, FromAuthor } from '../../base/wire/author.ts';
import { decideMoment, joinParts } from '../sdk/authoredJudge.ts';
import { medianPicture } from '../sdk/medianPicture.ts';
import type { Picture } from '../sdk/picture.ts';
import type { Desk, LastFit } from './authorHand.ts';
import { chooseDwell, type DwellChoice, type PacedClip } from './chooseDwell.ts';
import { joinTables, scoredClips } from './chooseRule.ts';
import { crossValidate, type WorkBench } from './crossValidate.ts';
import { openPictures, type SetPictures } from './decodeSets.ts';
import type { Family } from './family.ts';
import { type Hands, ownHands } from './hands.ts';
import type { RuleWithDwell } from './judgeClips.ts';
import { judgeProgram } from './judgeProgram.ts';
import { type JudgeWords, judgeWords } from './judgeWords.ts';
import { type ClipPictures, caveatsOf } from './materialFacts.ts';
import { type ClipSets, carriesFromMs, evenly, type Material, readMaterial } from './readSets.ts';
import { type Search, searchJudge } from './searchJudge.ts';
import { splitFolds } from './splitFolds.ts';
import { openWorkCache, shortHash } from './workCache.ts';
import { createPlan } from './workPlan.ts';
import { writeJudge } from './writeJudge.ts';

export interface AuthorPorts {
  readonly clock: Pick<Clock, 'nowMs' | 'sleep'>;
  /** In the order in which they are tried; the first that fits serves the learning curve. */
  readonly families: readonly Family[];
  readonly tell: (message: FromAuthor) => void;
  /** Who does the work with `ownFamilies`; by default this thread does, with the families above. */
  readonly openHands?: ((desk: Omit<Desk, 'families'>) => Hands) | undefined;
}

const mostFolds = 4;
/** Fewer readable clips of a class cannot be cross-validated. */
const leastOfClass = 4;
/** A person's moment is no more exact than that. */
const slackMs = 1000;
/** Successes that are judged at full pace for the dwell. */
const pacedClips = 16;
/** Clips that tell what the scene is that pictures are registered to. */
const sceneClips = 31;
/** First guesses of one fit and its checking, in seconds; measured from the first one on. */
const guessS = { read: 5, geometry: 10, nets: 8, arm: 0.5, final: 12 };

function checkEnough(clips: readonly ClipSets[], unread: Material['unread']): void {
  const positives = clips.filter(({ positive }) => positive).length;
  const negatives = clips.length - positives;
  if (Math.min(positives, negatives) >= leastOfClass) return;
  const first = unread[0];
  throw new BenchError(
    'refused',
    `only ${positives} successes and ${negatives} failures have pictures that can be read`,
    { hint: first === undefined ? 'Label more clips.' : `${first.clipId}: ${first.why}` },
  );
}

function foldsOf({ clips }: Material, seed: number): ReadonlyMap<string, number> {
  const recordings = (positive: boolean): number =>
    new Set(clips.filter((each) => each.positive === positive).map(({ clip }) => clip.recordingId))
      .size;
  const count = Math.min(mostFolds, recordings(true), recordings(false));
  return splitFolds(
    clips.map(({ clip }) => clip),
    Math.max(2, count),
    seed,
  );
}

/** How long one fit may take at most, so that all of them fit into the order's seconds. */
function fitSecondsOf(seconds: number, hands: number): (family: string) => number {
  const fits = (2 * mostFolds + 1) / hands;
  return (family) => Math.max(2, ((family === 'nets' ? 0.5 : 0.25) * seconds) / fits);
}

interface FinalPart extends LastFit {
  readonly id: string;
}

/** The clips that nobody doubts: the judge learns from them. */
function trusted({ material }: WorkBench, { doubted }: Search): readonly ClipSets[] {
  const without = new Set(doubted.map(({ clipId }) => clipId));
  return material.clips.filter(({ clip }) => !without.has(clip.id));
}

/** The parts learnt from all clips, each asked about some successes at full pace. */
async function fitFinal(
  bench: WorkBench,
  search: Search,
  paced: readonly ClipSets[],
): Promise<readonly FinalPart[]> {
  const { hands, plan, fitSeconds } = bench;
  const train = trusted(bench, search).map(({ clip }) => clip.id);
  return await Promise.all(
    search.choice.parts.map(async (family): Promise<FinalPart> => {
      const job = {
        ...({ kind: 'last', family, train } as const),
        paced: paced.map((clip) => ({ clip, sets: clip.all })),
        seconds: fitSeconds(family),
      };
      const fit = await plan.spend('final', 'learning from all clips', (told) =>
        hands.last(job, told),
      );
      if ('why' in fit)
        throw new BenchError(
          'internal',
          `${family} could learn from each part of the clips, not from all`,
          { hint: fit.why },
        );
      return { id: family, ...fit };
    }),
  );
}

/** Successes at their full pace, by the judge as it will run. */
function paceClips(
  clips: readonly ClipSets[],
  parts: readonly FinalPart[],
  rule: RuleWithDwell,
): readonly PacedClip[] {
  return clips.map((clip, k) => {
    const verdicts = clip.all.map(
      (_, at) =>
        decideMoment(joinParts(parts.map((part) => must(must(part.scores[k])[at]))), rule).value,
    );
    const fromMs = carriesFromMs(clip.clip) - (clip.clip.decidedMs === null ? 0 : slackMs);
    const from = Math.max(
      0,
      clip.all.findIndex(({ atMs }) => atMs >= fromMs),
    );
    return { verdicts, from };
  });
}

/** See `FitContext.scenes`: by role, the middle of pictures from all clips, whatever their label. */
async function scenesOf(
  { clips, roles }: Material,
  pictures: SetPictures,
): Promise<Readonly<Record<string, Picture>>> {
  const seen = new Map<string, Picture[]>(roles.map((role) => [role, []]));
  for (const clip of evenly(clips, sceneClips)) {
    const moment = await pictures.moment(clip, must(clip.learnt[0]));
    for (const [role, picture] of Object.entries(moment?.pictures ?? {}))
      seen.get(role)?.push(picture);
  }
  return Object.fromEntries(
    [...seen].flatMap(([role, all]) => (all.length === 0 ? [] : [[role, medianPicture(all)]])),
  );
}

async function firstPictures({ material, pictures }: WorkBench): Promise<readonly ClipPictures[]> {
  const all: ClipPictures[] = [];
  for (const clip of material.clips) {
    const moment = await pictures.moment(clip, must(clip.scored[0]));
    if (moment !== null) all.push({ clip: clip.clip, pictures: moment.pictures });
  }
  return all;
}

async function openBench(
  order: AuthorOrder,
  ports: AuthorPorts,
  signal: AbortSignal,
): Promise<WorkBench> {
  const { families, clock } = ports;
  const { seed, seconds, softwareVersion } = order;
  const plan = createPlan({
    ...{ nowMs: () => clock.nowMs(), seconds, guessS },
    tell: (share, secondsLeft, doing) =>
      ports.tell({ type: 'progress', share, secondsLeft, doing }),
  });
  for (const { id } of families) plan.intend(id, mostFolds);
  plan.intend('read', 1);
  plan.intend('final', families.length);
  const material = await plan.spend('read', 'reading the clips', ({ progress }) =>
    readMaterial(order, progress, signal),
  );
  const { roles, unread, clipsHash } = material;
  checkEnough(material.clips, unread);
  const pictures = await openPictures(material, order.crops);
  const scenes = await scenesOf(material, pictures);
  const key = shortHash(
    ...[softwareVersion, String(seed), clipsHash, JSON.stringify([roles, order.crops])],
  );
  const clips = new Map(material.clips.map((each) => [each.clip.id, each]));
  const desk = { roles, clips, pictures, scenes, seed };
  const pause = (): Promise<void> => clock.sleep(0);
  const hands = ports.openHands?.(desk) ?? ownHands({ ...desk, families }, { signal, pause });
  plan.share(hands.count);
  return {
    ...{ material, pictures, hands, plan, seed, signal },
    cache: openWorkCache(order.workDir, key),
    fitSeconds: fitSecondsOf(seconds, hands.count),
  };
}

/** Out-of-sample clips of the chosen judge, from the cache: nothing is fitted for it. */
async function scoredOutside(
  bench: WorkBench,
  foldOf: ReadonlyMap<string, number>,
  { choice, doubted }: Search,
) {
  const excluded = new Set(doubted.map(({ clipId }) => clipId));
  const tables = [];
  for (const id of choice.parts) {
    const table = await crossValidate(bench, id, { foldOf, excluded, doing: id });
    if (!('why' in table)) tables.push(table);
  }
  const labels = new Map(
    bench.material.clips
      .filter(({ clip }) => !excluded.has(clip.id))
      .map(({ clip, positive }) => [clip.id, positive] as const),
  );
  return scoredClips(joinTables(tables), labels);
}

function fileOf(
  order: AuthorOrder,
  bench: WorkBench,
  search: Search,
  dwell: DwellChoice,
  words: JudgeWords,
  config: Readonly<Record<string, unknown>>,
): JudgeFile {
  const { material, pictures } = bench;
  const { choice, doubted } = search;
  const without = new Set(doubted.map(({ clipId }) => clipId));
  const learnt = material.clips.filter(({ clip }) => !without.has(clip.id));
  const positives = learnt.filter(({ positive }) => positive).length;
  const cameras = Object.entries(choice.rule.cameras).map(([role, { threshold }]) => {
    const { crop } = must(pictures.views[role]);
    return [role, { crop, threshold }] as const;
  });
  return {
    version: 1,
    task: order.task,
    words: words.words,
    by: 'built-in',
    cameras: Object.fromEntries(cameras),
    fusion: choice.rule.fusion,
    dwell: dwell.dwell,
    training: {
      softwareVersion: order.softwareVersion,
      seed: order.seed,
      clips: learnt.length,
      ...{ positives, negatives: learnt.length - positives },
      clipsHash: material.clipsHash,
      doubted: doubted.map(({ clipId }) => clipId),
      reasons: [...words.reasons],
      caveats: [...words.caveats],
    },
    config: { views: pictures.views, ...config },
  };
}

/** @throws BenchError `refused` with what is missing, `cancelled`, `storage`. */
export async function runAuthor(
  order: AuthorOrder,
  ports: AuthorPorts,
  signal: AbortSignal,
): Promise<void> {
  const { tell, families } = ports;
  const bench = await openBench(order, ports, signal);
  await using _hands = bench.hands;
  const { material, plan } = bench;
  const foldOf = foldsOf(material, order.seed);
  const search = await searchJudge({
    ...{ bench, families, foldOf, dwell: order.dwell },
    tried: (tried) => tell({ type: 'tried', tried }),
    doubted: (doubted) => tell({ type: 'doubted', doubted }),
    curve: (curve) => tell({ type: 'curve', curve }),
  });
  if (!('choice' in search))
    throw new BenchError('refused', 'no judge can be made of these clips', {
      hint: search.notes.join(' '),
    });
  tell({ type: 'doubted', doubted: search.doubted });
  tell({ type: 'curve', curve: search.curve });
  const { rule, parts: ids } = search.choice;
  plan.intend('final', ids.length);
  const paced = evenly(
    trusted(bench, search).filter(({ positive }) => positive),
    pacedClips,
  );
  const parts = await fitFinal(bench, search, paced);
  const outside = await scoredOutside(bench, foldOf, search);
  const dwell = chooseDwell(order.dwell, paceClips(paced, parts, rule), outside, rule);
  signal.throwIfAborted();
  const caveats = caveatsOf(await firstPictures(bench), material.roles);
  const words = judgeWords({ search, dwell, parts, caveats, unread: material.unread });
  const files: Record<string, Uint8Array> = {};
  const config: Record<string, unknown> = {};
  for (const part of parts) {
    Object.assign(files, part.files);
    config[part.id] = part.config;
  }
  const file = fileOf(order, bench, search, dwell, words, config);
  const program = judgeProgram({ file, parts, ...words });
  writeJudge(order.outDir, { file, program, files });
  const family = ids.join('+');
  tell({ type: 'written', family, words: words.words, caveats: words.caveats });
}
