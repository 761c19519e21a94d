/**
 * The built-in author of resets as the core sees it: one at a time, its tries on the bench by the very way of `reset run`,
 * each told as it is done; what held becomes a version and is measured. It reads the task and the bench's answers, nothing
 * of trials, seeds of others or the simulator's truth. A job outlives whoever asked for it.
 */
import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { Answers } from '../../base/api/answers.ts';
import type { CommandArgsParsed } from '../../base/api/contract.ts';
import { type JobSteps, type OneJob, openJob } from '../../base/lib/openJob.ts';
import { orAborted } from '../../base/lib/orAborted.ts';
import { createRng } from '../../base/lib/rng.ts';
import type { StateTopic } from '../../base/lib/topic.ts';
import { BenchError } from '../../base/model/errors.ts';
import type { ResetMeasure, ResetVersion } from '../../base/model/reset.ts';
import type { ResetAuthorReport, ResetAuthorView } from '../../base/model/resetAuthor.ts';
import type { ResetFile } from '../../base/model/resetFile.ts';
import { planResetGate } from '../../environment/reset/planResetGate.ts';
import { findTask } from '../../environment/task/installTask.ts';
import { readManifest } from '../../environment/task/readManifest.ts';
import { resetAuthorDir } from '../../store/dataLayout.ts';
import type { NightFacts, NightPorts } from '../night/nightParts.ts';
import type { ResetMoves, ResetRoom } from '../resetting/openResetRoom.ts';
import type { StartReferences } from '../resetting/startReferences.ts';
import { planSkills } from './firstReset.ts';
import { writeReset } from './resetProgram.ts';
import { type RowFigures, rowOf, type TriedReset } from './rowOf.ts';
import { type Held, searchReset } from './searchReset.ts';
import { betweenOf, readThing, type ThingFacts } from './thingFacts.ts';

export interface ResetAuthorPorts {
  readonly clock: NightPorts['clock'];
  readonly facts: Pick<NightFacts, 'dataDir' | 'templatesDir'>;
  readonly resets: Pick<ResetRoom, 'occupy' | 'add'>;
  readonly references: Pick<StartReferences, 'of'>;
}

export interface ResetAuthorRoom extends AsyncDisposable {
  readonly topic: StateTopic<ResetAuthorView | null>;
  readonly answers: Answers<'reset.author' | 'reset.stopAuthor'>;
}

type Args = CommandArgsParsed<'reset.author'>;
type Steps = JobSteps<ResetAuthorView>;

interface Work {
  readonly ports: ResetAuthorPorts;
  readonly args: Args;
  readonly steps: Steps;
  readonly moves: ResetMoves;
  readonly thing: ThingFacts;
  /** Where candidates are written, and what the task calls its program. */
  readonly dir: string;
  readonly main: string;
  /** A seed of its own for each purpose. */
  readonly seedOf: (purpose: string) => number;
}

/** What a seal asks for. */
const measuredTimes = 20;
/** So often a version that does not hold gives way to the one before its last step. */
const mostVersions = 3;
const largestSeed = 2 ** 48;

function openAuthorJob(ports: ResetAuthorPorts): OneJob<ResetAuthorView, ResetAuthorReport> {
  return openJob<ResetAuthorReport, ResetAuthorView>(ports.clock, {
    fresh: {
      ...{ state: 'running', doing: 'reading the task', resets: 0, most: 0, why: '' },
      ...{ attempts: [], skipped: [], report: null },
    },
    over: () => ({}),
    busy: (task) =>
      new BenchError('busy', `the author writes a reset of ${task} already`, {
        hint: 'Wait for its end, or stop it.',
      }),
    stopped: () => new BenchError('cancelled', 'the author was stopped'),
  });
}

/** One row on the bench. */
async function tryRow(
  { args, steps, moves, thing, dir, main, seedOf }: Work,
  file: ResetFile,
  starts: number,
  times: number,
): Promise<RowFigures> {
  await writeReset(dir, main, file);
  const tried: TriedReset[] = [];
  const { doing, resets } = steps.view;
  const wish = { times, seed: seedOf(`starts ${starts}`), lockstep: args.lockstep };
  await moves.tryFolder(
    dir,
    { ...wish, name: 'a try of the built-in author', between: betweenOf(thing) },
    (each, { turns }) => {
      const notes = turns.flatMap(({ end }) => (end.kind === 'done' ? [end.note] : []));
      tried.push({ tried: each, notes });
      steps.update({
        resets: resets + tried.length,
        doing: `${doing} (${tried.length} of ${times})`,
      });
    },
  );
  return rowOf(tried);
}

/** Null where it came to no end because nobody could verify it. */
async function measure(
  { args, moves, thing, seedOf }: Work,
  reset: string,
  round: number,
): Promise<ResetMeasure | BenchError> {
  const { lockstep, by } = args;
  const wish = { reset, times: measuredTimes, seed: seedOf(`measuring ${round}`), lockstep, by };
  try {
    return await moves.measure({ ...wish, between: betweenOf(thing) });
  } catch (thrown) {
    if (thrown instanceof BenchError && thrown.code === 'unavailable') return thrown;
    throw thrown;
  }
}

const lacksOf = (measured: ResetMeasure): readonly string[] =>
  planResetGate(measured).flatMap(({ ok, words }) => (ok ? [] : [words]));

interface Measured {
  readonly version: ResetVersion;
  readonly file: ResetFile;
  readonly measured: ResetMeasure;
}

/** Versions from the best one backwards until one meets its gate; the last one that was measured, where none does. */
async function writeVersion(work: Work, held: Held): Promise<Measured> {
  const { ports, args, steps, moves, dir, main } = work;
  let last: Measured | null = null;
  let trouble: BenchError | null = null;
  const files = held.toReversed().slice(0, mostVersions);
  for (const [round, file] of files.entries()) {
    steps.update({ doing: `measuring it, ${measuredTimes} in a row` });
    await writeReset(dir, main, file);
    const by = { kind: 'built-in' } as const;
    const version = await ports.resets.add({ task: args.task, dir, by }, moves.signal);
    const measured = await measure(work, version.id, round);
    if (measured instanceof BenchError) {
      trouble = measured;
      continue;
    }
    last = { version, file, measured };
    if (lacksOf(measured).length === 0) return last;
  }
  if (last !== null) return last;
  throw trouble ?? new BenchError('internal', 'no version was written');
}

async function author(
  ports: ResetAuthorPorts,
  args: Args,
  steps: Steps,
): Promise<ResetAuthorReport> {
  const { dataDir, templatesDir } = ports.facts;
  const { task } = args;
  return await ports.resets.occupy(task, steps.signal, async (moves) => {
    const { manifestDir, templateDir } = await findTask(templatesDir, dataDir, task);
    const manifest = await readManifest(manifestDir);
    const thing = readThing(manifest, await ports.references.of(templateDir, undefined));
    const { candidates, skipped } = planSkills(thing);
    const { resets, seconds } = args;
    steps.update({ skipped, most: resets });
    const rng = createRng(args.seed).fork('reset-author');
    const dir = path.join(resetAuthorDir(dataDir, task), 'reset');
    const work: Work = {
      ...{ ports, args, steps, moves, thing, dir, main: manifest.reset.main },
      seedOf: (purpose) => rng.fork(purpose).below(largestSeed),
    };
    try {
      const held = await searchReset(
        candidates,
        { resets, benchSeconds: seconds },
        {
          row: (file, starts, times) => tryRow(work, file, starts, times),
          doing: (doing) => steps.update({ doing }),
          attempt: (attempt) => steps.update({ attempts: [...steps.view.attempts, attempt] }),
          skip: (each) => steps.update({ skipped: [...steps.view.skipped, each] }),
        },
      );
      const { version, file, measured } = await writeVersion(work, held);
      const lacks = lacksOf(measured);
      return {
        ...{ reset: version.id, hash: version.hash, skill: file.skill.kind, words: file.words },
        ...{ attempts: steps.view.attempts, skipped: steps.view.skipped, measure: measured, lacks },
        ...{ gate: lacks.length === 0 ? 'pass' : 'fail', seconds: steps.seconds() },
      };
    } finally {
      await rm(dir, { recursive: true, force: true });
    }
  });
}

export function openResetAuthorRoom(ports: ResetAuthorPorts): ResetAuthorRoom {
  const job = openAuthorJob(ports);
  return {
    topic: job.topic,
    answers: {
      // Motion that began is not ended by a caller that goes away.
      'reset.author': (args, signal) =>
        orAborted(
          job.run(args.task, (steps) => author(ports, args, steps)),
          signal,
        ),
      'reset.stopAuthor': async () => {
        await job.stop();
        return null;
      },
    },
    [Symbol.asyncDispose]: () => job[Symbol.asyncDispose](),
  };
}
