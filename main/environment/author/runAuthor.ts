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
import { decideMoment, joinParts, type PartScore } from '../sdk/authoredJudge.ts';
import { chooseDwell, type DwellChoice, type PacedClip } from './chooseDwell.ts';
import { joinTables, scoredClips } from './chooseRule.ts';
import { crossValidate, fitPart, scoreSets, type WorkBench } from './crossValidate.ts';
import { openPictures } from './decodeSets.ts';
import type { Family, Fitted } from './family.ts';
import type { RuleWithDwell } from './judgeClips.ts';
import { judgeProgram } from './judgeProgram.ts';
import { type JudgeWords, judgeWords } from './judgeWords.ts';
import { type ClipPictures, caveatsOf } from './materialFacts.ts';
import { type ClipSets, carriesFromMs, evenly, type Material, readMaterial } from './readSets.ts';
import { type Search, searchJudge } from './searchJudge.ts';
import { splitFolds } from './splitFolds.ts';
import { openWorkCache, shortHash } from './workCache.ts';
import { createPlan, type Plan } from './workPlan.ts';
import { writeJudge } from './writeJudge.ts';

export interface AuthorPorts {
  readonly clock: Pick<Clock, 'nowMs' | 'sleep'>;
  /** In the order in which they are tried; the first that fits serves the learning curve. */
  readonly families: readonly Family[];
  readonly tell: (message: FromAuthor) => void;
}

const mostFolds = 4;
/** Fewer readable clips of a class cannot be cross-validated. */
const leastOfClass = 4;
/** A person's moment is no more exact than that. */
const slackMs = 1000;
/** Successes that are judged at full pace for the dwell. */
const pacedClips = 16;
/** First guesses of one fit and its checking, in seconds; measured from the first one on. */
const guessS = { read: 5, geometry: 10, nets: 8, arm: 0.5, final: 30 };

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
function fitSecondsOf(seconds: number): (family: string) => number {
  const fits = 2 * mostFolds + 1;
  return (family) => Math.max(2, ((family === 'nets' ? 0.5 : 0.25) * seconds) / fits);
}

interface FinalPart {
  readonly id: string;
  readonly fitted: Fitted;
}

async function fitFinal(
  bench: WorkBench,
  families: readonly Family[],
  { choice, doubted }: Search,
): Promise<readonly FinalPart[]> {
  const without = new Set(doubted.map(({ clipId }) => clipId));
  const clips = bench.material.clips.filter(({ clip }) => !without.has(clip.id));
  const parts: FinalPart[] = [];
  for (const id of choice.parts) {
    const family = must(families.find((each) => each.id === id));
    const fit = await fitPart(bench, family, clips);
    if ('why' in fit)
      throw new BenchError(
        'internal',
        `${id} could learn from each part of the clips, not from all`,
        {
          hint: fit.why,
        },
      );
    parts.push({ id, fitted: fit.fitted });
  }
  return parts;
}

/** Successes at their full pace, by the judge as it will run. */
async function paceClips(
  {
    bench,
    plan,
    parts,
    rule,
  }: { bench: WorkBench; plan: Plan; parts: readonly FinalPart[]; rule: RuleWithDwell },
  doubted: ReadonlySet<string>,
): Promise<readonly PacedClip[]> {
  const positives = bench.material.clips.filter(
    ({ clip, positive }) => positive && !doubted.has(clip.id),
  );
  const chosen = evenly(positives, pacedClips);
  const paced: PacedClip[] = [];
  for (const [i, clip] of chosen.entries()) {
    const scored: (readonly PartScore[])[] = [];
    for (const { fitted } of parts) scored.push(await scoreSets(bench, fitted, clip, clip.all));
    const scores = clip.all.map(
      (_, at) => decideMoment(joinParts(scored.map((each) => must(each[at]))), rule).score,
    );
    const fromMs = carriesFromMs(clip.clip) - (clip.clip.decidedMs === null ? 0 : slackMs);
    paced.push({
      scores,
      from: Math.max(
        0,
        clip.all.findIndex(({ atMs }) => atMs >= fromMs),
      ),
    });
    plan.within(0.5 + (0.5 * (i + 1)) / chosen.length);
  }
  return paced;
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
  const { seed, seconds, softwareVersion } = order;
  const plan = createPlan({
    ...{ nowMs: () => ports.clock.nowMs(), seconds, guessS },
    tell: (share, secondsLeft, doing) =>
      ports.tell({ type: 'progress', share, secondsLeft, doing }),
  });
  for (const { id } of ports.families) plan.intend(id, mostFolds);
  plan.intend('read', 1);
  plan.intend('final', 1);
  const material = await plan.spend('read', 'reading the clips', () =>
    readMaterial(order, plan.within, signal),
  );
  checkEnough(material.clips, material.unread);
  const pictures = await openPictures(material, order.crops);
  const crops = JSON.stringify([material.roles, order.crops]);
  const key = shortHash(softwareVersion, String(seed), material.clipsHash, crops);
  const cache = openWorkCache(order.workDir, key);
  return {
    ...{ material, pictures, cache, plan, seed, signal },
    pause: () => ports.clock.sleep(0),
    fitSeconds: fitSecondsOf(seconds),
  };
}

/** Out-of-sample clips of the chosen judge, from the cache: nothing is fitted for it. */
async function scoredOutside(
  bench: WorkBench,
  families: readonly Family[],
  foldOf: ReadonlyMap<string, number>,
  { choice, doubted }: Search,
) {
  const excluded = new Set(doubted.map(({ clipId }) => clipId));
  const tables = [];
  for (const id of choice.parts) {
    const family = must(families.find((each) => each.id === id));
    const table = await crossValidate(bench, family, { foldOf, excluded, doing: id });
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
  const { choice, doubted } = search;
  const { parts, dwell } = await plan.spend('final', 'learning from all clips', async () => {
    const fitted = await fitFinal(bench, families, search);
    const { rule } = choice;
    const without = new Set(doubted.map(({ clipId }) => clipId));
    const paced = await paceClips({ bench, plan, parts: fitted, rule }, without);
    const outside = await scoredOutside(bench, families, foldOf, search);
    return { parts: fitted, dwell: chooseDwell(order.dwell, paced, outside, rule) };
  });
  signal.throwIfAborted();
  const caveats = caveatsOf(await firstPictures(bench), material.roles);
  const said = parts.map(({ id, fitted }) => ({ id, words: fitted.words }));
  const words = judgeWords({ search, dwell, parts: said, caveats, unread: material.unread });
  const files: Record<string, Uint8Array> = {};
  const config: Record<string, unknown> = {};
  for (const { id, fitted } of parts) {
    const own = await fitted.files();
    Object.assign(files, own.files);
    config[id] = own.config;
  }
  const file = fileOf(order, bench, search, dwell, words, config);
  const program = judgeProgram({ file, parts: said, ...words });
  writeJudge(order.outDir, { file, program, files });
  const family = choice.parts.join('+');
  tell({ type: 'written', family, words: words.words, caveats: words.caveats });
}
