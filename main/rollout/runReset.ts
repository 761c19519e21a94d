/**
 * The reset and its check (docs/SCIENCE.md §1): the reset program works, the bench drives the arm to the clear view,
 * and the program's own check looks at fresh pictures there; in lockstep its answer takes the declared latency. The judge
 * looks at the same pictures: what it calls a success before anything was tried is none. Retried up to the task's limit;
 * what cannot be verified is invalid, never a start. No picture of the reset itself is judged.
 */

import type { Envelope } from '../base/model/arm.ts';
import type { SecondLook } from '../base/model/reset.ts';
import type { PlanarPose } from '../base/model/scene.ts';
import type { TaskManifest } from '../base/model/task.ts';
import type { InvalidReason } from '../base/model/trial.ts';
import { narrowEnvelope } from '../bench/benchEnvelope.ts';
import type { LinkFrame } from '../bench/link.ts';
import type { Answer, Program, Reply } from '../environment/program/openProgram.ts';
import { awaitDwell } from './awaitDwell.ts';
import { driveArm, stay, waitThere } from './driveArm.ts';
import { driveByProgram, type ProgramEnd } from './driveByProgram.ts';
import { observationOf, type TrialLoop } from './trialLoop.ts';
import { TrialVoid } from './trialVoid.ts';

export interface ResetOptions {
  readonly loop: TrialLoop;
  readonly task: TaskManifest;
  readonly bench: Envelope;
  readonly program: Program;
  /** Looks for a scene that is solved before it begins; null outside trials. */
  readonly judge: Program | null;
  /** Another reset, told the same start: its check looks at the same pictures and decides nothing. */
  readonly second?: Program | null | undefined;
  /** Hears of each turn when it is over. */
  readonly onTurn?: ((turn: ResetTurn) => void) | undefined;
}

/** The program's turn at the arm and the check after it. */
export interface ResetTurn {
  readonly end: ProgramEnd;
  /** What the check said, after "yes" or "no". */
  readonly ok: boolean;
  readonly said: string;
  readonly second: SecondLook | null;
  /** What the check looked at, a picture of each camera. */
  readonly frames: readonly LinkFrame[];
}

/** How it went, check by check. */
export interface ResetFacts {
  /** Tries of the program, each with its check, from 1. */
  readonly attempts: number;
  /** What the checks that said no said, in order. */
  readonly noes: readonly string[];
  /** Of the last check; null where nobody else was asked. */
  readonly second: SecondLook | null;
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
async function answerThere<T>(
  loop: TrialLoop,
  task: TaskManifest,
  asked: Promise<T>,
  dueTick: number,
): Promise<T> {
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

function checkedOf(answer: Answer): Checked | string {
  if (!answer.ok) return answer.failure.why;
  return answer.reply.type === 'checked' ? answer.reply : `answered ${answer.reply.type} to check`;
}

/** Whoever cannot say yes says no. */
function secondOf(answer: Answer | null): SecondLook | null {
  if (answer === null) return null;
  const said = checkedOf(answer);
  if (typeof said === 'string') return { ok: false, seen: null, why: said };
  const { ok, solved, believed, reason } = said;
  return { ok: ok && !solved, seen: believed, why: solved ? `solved already: ${reason}` : reason };
}

interface Looked {
  readonly said: Checked | string;
  readonly second: SecondLook | null;
  readonly frames: readonly LinkFrame[];
}

const unseen = (said: string): Looked => ({ said, second: null, frames: [] });

/** What the program says of the scene, and another one beside it. */
async function askProgram({ loop, task, program, second }: ResetOptions): Promise<Looked> {
  await waitThere(loop, task.clearViewRad, freshMs);
  const frames = loop.takeFrames();
  if (frames.length < loop.link.cameras.length)
    return unseen('not every camera gave a fresh picture');
  const tick = await loop.next();
  const ask = (each: Program): Promise<Answer> =>
    each.ask(
      {
        type: 'check',
        observation: observationOf(tick),
        frames: frames.map(({ role, seq, capturedAtMs }) => ({ role, seq, capturedAtMs })),
      },
      frames.map((frame) => frame.jpeg),
    );
  const asked = Promise.all([ask(program), second ? ask(second) : null]);
  const due = tick.tick + task.reset.latencyTicks;
  const [own, other] = await answerThere(loop, task, asked, due);
  return { said: checkedOf(own), second: secondOf(other), frames };
}

/** The judge's word over pictures of the standing arm, taken since the stage began. */
async function isSolved({ loop, task, judge }: ResetOptions): Promise<boolean> {
  return judge !== null && (await awaitDwell(loop, task)).verdict === 'success';
}

const solvedAlready = 'the judge calls the scene solved before anything was tried';

async function check(options: ResetOptions): Promise<Looked> {
  const { loop, task, judge } = options;
  await loop.enter({ phase: 'check', source: 'bench' });
  const arrived = await driveArm(loop, task.clearViewRad);
  if (arrived !== 'arrived') return unseen(`the arm did not reach the clear view (${arrived})`);
  await waitThere(loop, task.clearViewRad, restMs);
  const failure = judge === null ? null : await loop.link.meter.time('start', judge.ready);
  if (failure !== null) throw new TrialVoid('judge-fault', `the judge ${failure.why}`);
  await loop.enter({ judged: judge !== null, toolClear: true });
  loop.takeFrames();
  const looked = await askProgram(options);
  const { said } = looked;
  const isStart = typeof said !== 'string' && said.ok && !said.solved;
  const solved = isStart && (await isSolved(options));
  await loop.enter({ judged: false, toolClear: false });
  return solved ? { ...looked, said: { ...said, solved, reason: solvedAlready } } : looked;
}

export async function runReset(options: ResetOptions): Promise<ResetResult> {
  const { loop, task, bench, program } = options;
  const failure = await loop.link.meter.time('start', program.ready);
  if (failure !== null) {
    const { why } = failure;
    return { ok: false, reason: 'reset-unverified', why, attempts: 1, noes: [why], second: null };
  }
  if (options.second) await loop.link.meter.time('start', options.second.ready);
  const noes: string[] = [];
  let solved = false;
  let second: SecondLook | null = null;
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
    const { said: checked, frames, second: other } = await check(options);
    second = other;
    const isStart = typeof checked !== 'string' && checked.ok && !checked.solved;
    const said = typeof checked === 'string' ? checked : checked.reason;
    options.onTurn?.({ end, ok: isStart, said, second, frames });
    if (isStart) return { ok: true, attempts: attempt + 1, seen: checked.believed, noes, second };
    solved = typeof checked !== 'string' && checked.solved;
    noes.push(said);
    if (end.kind === 'crashed') break;
  }
  const reason = solved ? 'success-at-reset' : 'reset-unverified';
  return { ok: false, reason, why: noes.at(-1) ?? '', attempts: noes.length, noes, second };
}
