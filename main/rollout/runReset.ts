/**
 * The reset and its check (docs/SCIENCE.md §1): the reset program works, the bench drives the arm to the clear view,
 * and the program's own check looks at fresh pictures there; in lockstep its answer takes the declared latency. The judge
 * looks at the same pictures: what it calls a success before anything was tried is none. Retried up to the task's limit;
 * what cannot be verified is invalid, never a start. No picture of the reset itself is judged.
 */

import type { Envelope } from '../base/model/arm.ts';
import type { PlanarPose } from '../base/model/scene.ts';
import type { TaskManifest } from '../base/model/task.ts';
import type { InvalidReason } from '../base/model/trial.ts';
import { narrowEnvelope } from '../bench/benchEnvelope.ts';
import type { Answer, Program, Reply } from '../environment/program/openProgram.ts';
import { awaitDwell } from './awaitDwell.ts';
import { driveArm, stay, waitThere } from './driveArm.ts';
import { driveByProgram } from './driveByProgram.ts';
import { observationOf, type TrialLoop } from './trialLoop.ts';
import { TrialVoid } from './trialVoid.ts';

export interface ResetOptions {
  readonly loop: TrialLoop;
  readonly task: TaskManifest;
  readonly bench: Envelope;
  readonly program: Program;
  /** Looks for a scene that is solved before it begins; null outside trials. */
  readonly judge: Program | null;
}

/** How it went, check by check. */
export interface ResetFacts {
  /** Tries of the program, each with its check, from 1. */
  readonly attempts: number;
  /** What the checks that said no said, in order. */
  readonly noes: readonly string[];
}

export type ResetResult = ResetFacts &
  (
    | {
        readonly ok: true;
        /** Where the check that said yes saw the object; null where it does not tell. */
        readonly seen: PlanarPose | null;
      }
    | { readonly ok: false; readonly reason: InvalidReason; readonly why: string }
  );

/** Rest before the check looks. */
const restMs = 300;
/** Fresh pictures that the check gets from each camera. */
const freshMs = 400;

type Checked = Extract<Reply, { type: 'checked' }>;

/** The arm stays in the clear view until the answer is there: in lockstep at exactly `dueTick`. */
async function answerThere(
  loop: TrialLoop,
  task: TaskManifest,
  asked: Promise<Answer>,
  dueTick: number,
): Promise<Answer> {
  const { link } = loop;
  let settled = false;
  void asked.then(() => {
    settled = true;
  });
  const isDue = (now: number): boolean => (link.pace === 'lockstep' ? now >= dueTick : settled);
  let now = dueTick - task.reset.latencyTicks;
  while (!isDue(now)) {
    stay(loop, task.clearViewRad);
    now = (await loop.next()).tick;
  }
  return await link.meter.time('check', asked);
}

/** What the program says of the scene. */
async function askProgram({ loop, task, program }: ResetOptions): Promise<Checked | string> {
  await waitThere(loop, task.clearViewRad, freshMs);
  const frames = loop.takeFrames();
  if (frames.length < loop.link.cameras.length) return 'not every camera gave a fresh picture';
  const tick = await loop.next();
  const asked = program.ask(
    {
      type: 'check',
      observation: observationOf(tick),
      frames: frames.map(({ role, seq, capturedAtMs }) => ({ role, seq, capturedAtMs })),
    },
    frames.map((frame) => frame.jpeg),
  );
  const answer = await answerThere(loop, task, asked, tick.tick + task.reset.latencyTicks);
  if (!answer.ok) return answer.failure.why;
  return answer.reply.type === 'checked' ? answer.reply : `answered ${answer.reply.type} to check`;
}

/** The judge's word over pictures of the standing arm, taken since the stage began. */
async function isSolved({ loop, task, judge }: ResetOptions): Promise<boolean> {
  return judge !== null && (await awaitDwell(loop, task)).verdict === 'success';
}

const solvedAlready = 'the judge calls the scene solved before anything was tried';

async function check(options: ResetOptions): Promise<Checked | string> {
  const { loop, task, judge } = options;
  await loop.enter({ phase: 'check', source: 'bench' });
  const arrived = await driveArm(loop, task.clearViewRad);
  if (arrived !== 'arrived') return `the arm did not reach the clear view (${arrived})`;
  await waitThere(loop, task.clearViewRad, restMs);
  const failure = judge === null ? null : await loop.link.meter.time('start', judge.ready);
  if (failure !== null) throw new TrialVoid('judge-fault', `the judge ${failure.why}`);
  await loop.enter({ judged: judge !== null, toolClear: true });
  loop.takeFrames();
  const said = await askProgram(options);
  const isStart = typeof said !== 'string' && said.ok && !said.solved;
  const solved = isStart && (await isSolved(options));
  await loop.enter({ judged: false, toolClear: false });
  return solved ? { ...said, solved, reason: solvedAlready } : said;
}

export async function runReset(options: ResetOptions): Promise<ResetResult> {
  const { loop, task, bench, program } = options;
  const failure = await loop.link.meter.time('start', program.ready);
  if (failure !== null) {
    const { why } = failure;
    return { ok: false, reason: 'reset-unverified', why, attempts: 1, noes: [why] };
  }
  const noes: string[] = [];
  let solved = false;
  for (let attempt = 0; attempt <= task.reset.retries; attempt++) {
    await loop.enter({ phase: 'reset', source: 'reset', attempt: 0 });
    loop.link.setEnvelope(narrowEnvelope(bench, task.resetLimits));
    const { end } = await driveByProgram(loop, {
      program,
      rateHz: task.rateHz,
      latencyTicks: task.reset.latencyTicks,
      limitS: task.reset.limitS,
      attempt: attempt + 1,
    });
    loop.link.setEnvelope(bench);
    const checked = await check(options);
    if (typeof checked !== 'string' && checked.ok && !checked.solved) {
      return { ok: true, attempts: attempt + 1, seen: checked.believed, noes };
    }
    solved = typeof checked !== 'string' && checked.solved;
    noes.push(typeof checked === 'string' ? checked : checked.reason);
    if (end.kind === 'crashed') break;
  }
  const reason = solved ? 'success-at-reset' : 'reset-unverified';
  return { ok: false, reason, why: noes.at(-1) ?? '', attempts: noes.length, noes };
}
