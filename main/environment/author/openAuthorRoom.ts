/**
 * The built-in author as the core sees it: one order at a time to its process, its progress as a topic, and what it
 * wrote handed to the room of judges and measured there once. Refuses with what is missing; a job outlives whoever asked
 * for it.
 */
import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { Answers } from '../../base/api/answers.ts';
import type { CommandArgsParsed } from '../../base/api/contract.ts';
import type { FramedChild } from '../../base/host/framedChild.ts';
import type { WireFrame } from '../../base/host/frames.ts';
import { runOrder } from '../../base/host/runOrder.ts';
import type { Clock } from '../../base/lib/clock.ts';
import type { StateTopic } from '../../base/lib/topic.ts';
import type { CameraModel } from '../../base/model/camera.ts';
import { BenchError } from '../../base/model/errors.ts';
import type { LockedMeasure } from '../../base/model/judge.ts';
import type { AuthorReport, AuthorView } from '../../base/model/judgeWork.ts';
import { makersWords } from '../../base/model/makers.ts';
import type { AuthorOrder, FromAuthor } from '../../base/wire/author.ts';
import { authorDir } from '../../store/dataLayout.ts';
import type { ClipBook } from '../clips/clipBook.ts';
import type { DemoBook } from '../demos/demoBook.ts';
import type { JudgeRoom } from '../judge/openJudgeRoom.ts';
import { findTask } from '../task/installTask.ts';
import { readManifest } from '../task/readManifest.ts';
import { type AuthorSteps, openAuthorJob } from './authorJob.ts';
import { gatherClips } from './gatherClips.ts';

export type OpenAuthor = (onFrame: (frame: WireFrame) => void) => FramedChild;

export interface AuthorRoomPorts {
  readonly clock: Pick<Clock, 'nowMs' | 'wallTime'>;
  readonly openAuthor: OpenAuthor;
  readonly clips: ClipBook;
  readonly demos: Pick<DemoBook, 'list'>;
  readonly judges: JudgeRoom;
  /** Models of the bench's cameras; empty where none is known. */
  readonly cameras: () => readonly CameraModel[];
  readonly dataDir: string;
  readonly templatesDir: string;
  readonly version: string;
}

export interface AuthorRoom extends AsyncDisposable {
  readonly answers: Answers<'judge.author' | 'judge.stopAuthor'>;
  readonly topic: StateTopic<AuthorView | null>;
}

type Args = CommandArgsParsed<'judge.author'>;
type Written = Extract<FromAuthor, { type: 'written' }>;

/** The author's part of the whole, where measuring follows. */
const writingShare = 0.9;
/** First guess of a measuring, in seconds. */
const measuringS = 30;

const words = {
  name: 'author',
  hint: 'What it read may be broken. What it found so far is kept: started again, it goes on.',
};

async function orderOf(ports: AuthorRoomPorts, args: Args): Promise<AuthorOrder> {
  const { task, seed, seconds } = args;
  const { dataDir, templatesDir, version } = ports;
  const { manifestDir } = await findTask(templatesDir, dataDir, task);
  const { cameras, crops, dwell } = await readManifest(manifestDir);
  const dir = authorDir(dataDir, task);
  return {
    ...({ type: 'author', task, roles: cameras, crops, dwell, seed, seconds } as const),
    cameras: ports.cameras(),
    clips: gatherClips(ports, task),
    outDir: path.join(dir, 'judge'),
    workDir: path.join(dir, 'work'),
    softwareVersion: version,
  };
}

async function write(
  ports: AuthorRoomPorts,
  order: AuthorOrder,
  share: number,
  steps: AuthorSteps,
): Promise<Written> {
  const { update } = steps;
  const extraS = share < 1 ? measuringS : 0;
  let written: Written | null = null;
  await runOrder<FromAuthor>(
    ports.openAuthor,
    order,
    words,
    (message) => {
      if (message.type === 'progress') {
        const { secondsLeft, doing } = message;
        const left = secondsLeft === null ? null : secondsLeft + extraS;
        update({ share: share * message.share, secondsLeft: left, doing });
      } else if (message.type === 'tried') {
        const { tried } = message;
        const others = steps.view.tried.filter(({ family }) => family !== tried.family);
        update({ tried: [...others, tried] });
      } else if (message.type === 'curve') update({ curve: message.curve });
      else if (message.type === 'doubted') update({ doubted: message.doubted });
      else written = message;
    },
    steps.signal,
  );
  if (written === null) throw new BenchError('protocol', 'the author ended without a judge');
  return written;
}

/** Null where nothing is locked, or what is locked proves nothing any more. */
async function measure(
  { judges }: AuthorRoomPorts,
  { task, by }: Args,
  judge: string,
  signal: AbortSignal,
): Promise<LockedMeasure | null> {
  try {
    return await judges.measure(task, judge, by, signal);
  } catch (thrown) {
    if (thrown instanceof BenchError && thrown.code === 'refused') return null;
    throw thrown;
  }
}

/** With too few clips to learn from there may be nothing to write either: it is said where the shipped judge serves. */
async function orShipped(
  { judges }: AuthorRoomPorts,
  task: string,
  thrown: unknown,
  signal: AbortSignal,
): Promise<never> {
  if (!(thrown instanceof BenchError) || thrown.code !== 'refused') throw thrown;
  const report = await judges.answers['judge.report']({ task, judge: 'shipped' }, signal);
  if (report.gate !== 'pass') throw thrown;
  const { makers } = report;
  const whose = makers === undefined ? '' : `, ${makersWords(makers)}`;
  throw new BenchError('refused', thrown.message, {
    hint: `${thrown.hint} The judge that came with the task met its gate${whose}: it may be sealed as it is.`,
  });
}

async function author(
  ports: AuthorRoomPorts,
  args: Args,
  steps: AuthorSteps,
): Promise<AuthorReport> {
  const { judges } = ports;
  const { task } = args;
  const order = await orderOf(ports, args).catch((thrown: unknown) =>
    orShipped(ports, task, thrown, steps.signal),
  );
  await rm(order.outDir, { recursive: true, force: true });
  if (!args.resume) await rm(order.workDir, { recursive: true, force: true });
  steps.signal.throwIfAborted();
  const share = args.measure ? writingShare : 1;
  const { family, words: goesBy, caveats } = await write(ports, order, share, steps);
  const learntFrom = [...new Set(order.clips.map(({ recordingId }) => recordingId))];
  const by = { kind: 'built-in' } as const;
  const version = await judges.add({ task, dir: order.outDir, by, learntFrom });
  await rm(order.outDir, { recursive: true, force: true });
  const { doubted, tried, curve } = steps.view;
  if (doubted.length > 0)
    judges.doubt(
      task,
      doubted.map(({ clipId }) => clipId),
    );
  let locked: LockedMeasure | null = null;
  if (args.measure) {
    steps.update({ share, secondsLeft: measuringS, doing: 'measuring on the locked clips' });
    locked = await measure(ports, args, version.id, steps.signal);
  }
  const gate =
    locked === null
      ? 'not-measured'
      : (await judges.answers['judge.report']({ task, judge: version.id }, steps.signal)).gate;
  return {
    ...{ judge: version.id, family, words: goesBy, tried, doubted, curve, caveats },
    ...{ seconds: steps.seconds(), locked, gate },
  };
}

export function openAuthorRoom(ports: AuthorRoomPorts): AuthorRoom {
  const job = openAuthorJob(ports.clock);
  return {
    answers: {
      'judge.author': (args) => job.run(args.task, (steps) => author(ports, args, steps)),
      'judge.stopAuthor': async () => {
        await job.stop();
        return null;
      },
    },
    topic: job.topic,
    [Symbol.asyncDispose]: () => job[Symbol.asyncDispose](),
  };
}
